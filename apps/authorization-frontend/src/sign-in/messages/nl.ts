import type { Translated } from '@latchkey/ui';
import type { en } from './en';

/** Words of the steps of a sign-in, in Dutch. */
export const nl: Translated<typeof en> = {
  ended: 'Begin alstublieft opnieuw: een aanmelding die niet is afgemaakt, eindigt na tien minuten.',
  passkey: 'Aanmelden met een passkey',
  wrongPasskey: 'Deze passkey werkt hier niet. Probeer het opnieuw of kies een andere manier.',
  forgot: 'Wachtwoord vergeten?',
  signUp: 'Een account aanmaken',
  secondStep: {
    title: 'Nog één stap',
    lead: 'U meldt zich aan als {{email}}. Laat zien dat u het echt bent.',
    code: 'Code uit uw authenticator-app',
    codeHint: 'De zes cijfers die de app nu toont.',
    submit: 'Doorgaan',
    passkey: 'Een passkey gebruiken',
    recovery: 'Een herstelcode gebruiken',
    recoveryCode: 'Herstelcode',
    recoveryHint:
      'Een van de codes die u hiervoor hebt bewaard. Elke code werkt één keer; spaties en streepjes doen er niet toe.',
    recoverySubmit: 'Deze code gebruiken',
    other: 'Als iemand anders aanmelden',
    problems: 'We kunnen nog niet verder',
    missingCode: 'Voer de code uit uw authenticator-app in',
    wrongCode: 'Deze code is onjuist of al gebruikt. Wacht op de volgende en voer die in.',
    missingRecoveryCode: 'Voer een herstelcode in',
    wrongRecoveryCode: 'Deze herstelcode is onjuist of al gebruikt. Controleer hem of neem een andere.',
  },
  selectAccount: {
    title: 'Welk account?',
    lead: '{{application}} vraagt u te kiezen.',
    hint: 'De toepassing verwacht {{hint}}. U bent aangemeld met een ander account.',
    continueAs: 'Doorgaan als {{email}}',
    other: 'Een ander account gebruiken',
  },
  unmet: {
    title: '{{application}} vraagt om een veiligere aanmelding',
    lead: 'Uw account heeft nog geen tweede manier om te laten zien dat u het bent. Stel een passkey of een authenticator-app in en ga dan verder.',
    leadPasskey:
      'Er wordt om een passkey gevraagd, en uw account heeft er nog geen. Stel er een in en ga dan verder.',
    setUp: 'Nu instellen',
    back: 'Zonder terug naar {{application}}',
  },
};
