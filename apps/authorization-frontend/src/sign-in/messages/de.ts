import type { Translated } from '@latchkey/ui';
import type { en } from './en';

/** Words of the steps of a sign-in, in German. */
export const de: Translated<typeof en> = {
  ended: 'Bitte beginnen Sie noch einmal: Eine Anmeldung, die nicht fertig ist, endet nach zehn Minuten.',
  passkey: 'Mit einem Passkey anmelden',
  wrongPasskey:
    'Dieser Passkey gilt hier nicht. Versuchen Sie es noch einmal oder nehmen Sie einen anderen Weg.',
  forgot: 'Passwort vergessen?',
  signUp: 'Ein Konto anlegen',
  secondStep: {
    title: 'Noch ein Schritt',
    lead: 'Sie melden sich als {{email}} an. Zeigen Sie, dass Sie es wirklich sind.',
    code: 'Code aus Ihrer Authenticator-App',
    codeHint: 'Die sechs Ziffern, die die App gerade anzeigt.',
    submit: 'Weiter',
    passkey: 'Einen Passkey verwenden',
    recovery: 'Einen Wiederherstellungscode verwenden',
    recoveryCode: 'Wiederherstellungscode',
    recoveryHint:
      'Einer der Codes, die Sie dafür aufbewahrt haben. Jeder gilt einmal; Leerzeichen und Bindestriche spielen keine Rolle.',
    recoverySubmit: 'Diesen Code verwenden',
    other: 'Als jemand anderes anmelden',
    problems: 'So geht es noch nicht weiter',
    missingCode: 'Geben Sie den Code aus Ihrer Authenticator-App ein',
    wrongCode:
      'Dieser Code ist falsch oder wurde schon verwendet. Warten Sie auf den nächsten und geben Sie den ein.',
    missingRecoveryCode: 'Geben Sie einen Wiederherstellungscode ein',
    wrongRecoveryCode:
      'Dieser Wiederherstellungscode ist falsch oder wurde schon verwendet. Prüfen Sie ihn oder nehmen Sie einen anderen.',
  },
  selectAccount: {
    title: 'Welches Konto?',
    lead: '{{application}} bittet Sie zu wählen.',
    hint: 'Erwartet wird {{hint}}. Sie sind mit einem anderen Konto angemeldet.',
    continueAs: 'Weiter als {{email}}',
    other: 'Ein anderes Konto verwenden',
  },
  unmet: {
    title: '{{application}} verlangt eine sicherere Anmeldung',
    lead: 'Ihr Konto hat noch keinen zweiten Weg zu zeigen, dass Sie es sind. Richten Sie einen Passkey oder eine Authenticator-App ein und fahren Sie dann fort.',
    leadPasskey:
      'Verlangt wird ein Passkey, und Ihr Konto hat noch keinen. Richten Sie einen ein und fahren Sie dann fort.',
    setUp: 'Jetzt einrichten',
    back: 'Ohne das zurück zu {{application}}',
  },
};
