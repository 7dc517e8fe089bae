import type { Translated } from '@latchkey/ui';
import type { en } from './en';

/** Words of the steps of a sign-in, in Italian. */
export const it: Translated<typeof en> = {
  ended: 'Ricominci, per favore: un accesso non concluso termina dopo dieci minuti.',
  passkey: 'Accedere con una passkey',
  wrongPasskey: 'Questa passkey qui non vale. Riprovi o usi un altro modo.',
  forgot: 'Ha dimenticato la password?',
  signUp: 'Creare un account',
  secondStep: {
    title: 'Ancora un passo',
    lead: 'Sta accedendo come {{email}}. Mostri che è davvero Lei.',
    code: 'Codice della Sua app di autenticazione',
    codeHint: 'Le sei cifre che l’app mostra in questo momento.',
    submit: 'Continuare',
    passkey: 'Usare una passkey',
    recovery: 'Usare un codice di recupero',
    recoveryCode: 'Codice di recupero',
    recoveryHint:
      'Uno dei codici che ha conservato per questo. Ciascuno vale una volta; spazi e trattini non contano.',
    recoverySubmit: 'Usare questo codice',
    other: 'Accedere con un altro account',
    problems: 'Non possiamo ancora andare avanti',
    missingCode: 'Inserisca il codice della Sua app di autenticazione',
    wrongCode: 'Questo codice è sbagliato o è già stato usato. Attenda il prossimo e inserisca quello.',
    missingRecoveryCode: 'Inserisca un codice di recupero',
    wrongRecoveryCode:
      'Questo codice di recupero è sbagliato o è già stato usato. Lo controlli o ne prenda un altro.',
  },
  selectAccount: {
    title: 'Quale account?',
    lead: '{{application}} Le chiede di scegliere.',
    hint: 'L’applicazione si aspetta {{hint}}. Lei ha effettuato l’accesso con un altro account.',
    continueAs: 'Continuare come {{email}}',
    other: 'Usare un altro account',
  },
  unmet: {
    title: '{{application}} chiede un accesso più sicuro',
    lead: 'Il Suo account non ha ancora un secondo modo di mostrare che è Lei. Aggiunga una passkey o un’app di autenticazione, poi continui.',
    leadPasskey: 'È richiesta una passkey, e il Suo account non ne ha ancora. Ne aggiunga una, poi continui.',
    setUp: 'Aggiungerla ora',
    back: 'Tornare a {{application}} senza',
  },
};
