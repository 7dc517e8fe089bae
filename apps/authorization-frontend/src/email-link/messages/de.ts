import type { Translated } from '@latchkey/ui';
import type { en } from './en';

/** Words of the pages about links in mails, in German. */
export const de: Translated<typeof en> = {
  email: 'E-Mail-Adresse',
  signIn: 'Anmelden',
  ask: {
    signUp: {
      title: 'Konto erstellen',
      lead: 'Nennen Sie uns Ihre E-Mail-Adresse. Wir schicken Ihnen einen Link, mit dem Sie Ihren Namen und Ihr Passwort wählen.',
      other: 'Sie haben schon ein Konto?',
    },
    resetPassword: {
      title: 'Passwort vergessen?',
      lead: 'Nennen Sie uns die E-Mail-Adresse Ihres Kontos. Wir schicken Ihnen einen Link, mit dem Sie ein neues Passwort wählen.',
      other: 'Es ist Ihnen wieder eingefallen?',
    },
    submit: 'Link zuschicken',
    problems: 'Es wurde noch keine E-Mail verschickt',
    missingEmail: 'Geben Sie Ihre E-Mail-Adresse ein',
    badEmail: 'Prüfen Sie die Adresse: An diese lässt sich keine E-Mail schicken',
  },
  closed: {
    title: 'Hier kann man sich nicht selbst registrieren',
    lead: 'Die Betreiber dieses Servers richten die Konten ein. Wenn Sie schon eines haben, melden Sie sich damit an.',
  },
  sent: {
    title: 'Sehen Sie in Ihrem Postfach nach',
    signUp: 'Eine E-Mail ist unterwegs an {{email}}. Öffnen Sie den Link darin, um fortzufahren.',
    resetPassword:
      'Eine E-Mail ist unterwegs an {{email}}. Öffnen Sie den Link darin, um ein neues Passwort zu wählen.',
    limits: 'Der Link gilt einmal und eine Stunde lang. Sie können ihn auch auf einem anderen Gerät öffnen.',
    againTitle: 'Wir haben sie noch einmal geschickt',
    againText: 'Der Link in der neuen E-Mail gilt ebenso wie der vorige: Verwenden Sie einen von beiden.',
    missing:
      'Nach ein paar Minuten noch nichts da? Sehen Sie im Spam-Ordner nach und prüfen Sie, ob die Adresse oben einen Tippfehler enthält.',
    again: 'Noch einmal schicken',
    other: 'Andere Adresse verwenden',
    elsewhere: 'Haben Sie den Link auf einem anderen Gerät geöffnet?',
    keptTitle: 'Dieser Server dient der Entwicklung',
    keptText: 'Er verschickt keine E-Mails, sondern bewahrt sie auf, damit Sie sie lesen können.',
    outbox: 'E-Mail lesen',
  },
  choose: {
    signUp: {
      title: 'Fast geschafft',
      lead: 'Ihre E-Mail-Adresse ist bestätigt. Zwei Angaben fehlen noch.',
      submit: 'Konto erstellen',
    },
    resetPassword: {
      title: 'Neues Passwort wählen',
      lead: 'Es ersetzt das alte. Überall, wo Sie noch angemeldet sind, werden Sie abgemeldet.',
      submit: 'Passwort speichern',
    },
    name: 'Ihr Name',
    nameHint: 'So, wie Anwendungen Sie nennen sollen.',
    password: 'Neues Passwort',
    rule: 'Mindestens {{length}} Zeichen. Weitere Regeln gibt es nicht: Ein paar Wörter hintereinander sind leicht zu merken und schwer zu erraten.',
    problems: 'Etwas fehlt oder lässt sich nicht verwenden',
    missingName: 'Geben Sie Ihren Namen ein',
    longName: 'Kürzen Sie den Namen: Er hat mehr als 200 Zeichen',
    badName:
      'Etwas in diesem Namen lässt sich nicht anzeigen. Verwenden Sie Buchstaben, Ziffern und übliche Zeichen.',
    missingPassword: 'Wählen Sie ein Passwort',
    shortPassword: 'Dieses Passwort ist zu kurz: Es braucht mindestens {{length}} Zeichen',
    longPassword: 'Dieses Passwort ist länger, als wir annehmen können. Wählen Sie ein kürzeres.',
    commonPassword:
      'Dieses Passwort gehört zu denen, die andere zuerst ausprobieren würden. Wählen Sie ein anderes.',
    likeAccount: 'Dieses Passwort ähnelt zu sehr Ihrem Namen oder Ihrer Adresse. Wählen Sie ein anderes.',
    busy: 'Gerade ist hier viel los. Warten Sie ein paar Sekunden, geben Sie dann das Passwort ein und versuchen Sie es noch einmal.',
  },
  changeEmail: {
    title: 'Ist das Ihre neue Adresse?',
    lead: 'Danach melden Sie sich mit ihr an, und E-Mails zu Ihrem Konto gehen dorthin. Ihrer bisherigen Adresse geben wir Bescheid. Stimmen Sie nur zu, wenn Sie selbst das in Ihrem eigenen Konto verlangt haben.',
    submit: 'Ja, diese Adresse verwenden',
    takenTitle: 'Diese Adresse gehört zu einem anderen Konto',
    takenLead:
      'Ihr Konto behält die Adresse, die es hat. Wenn auch das andere Konto Ihnen gehört, melden Sie sich dort an.',
    otherTitle: 'Sie sind mit einem anderen Konto angemeldet',
    otherLead:
      'Sie sind als {{email}} angemeldet, und nicht in diesem Konto wurde die Adresse verlangt. Es wurde nichts geändert. Wenn Sie das nicht selbst verlangt haben, schließen Sie diese Seite.',
    otherSubmit: 'Mit dem anderen Konto anmelden',
  },
  ended: {
    title: 'Dieser Link gilt nicht mehr',
    lead: 'Ein Link gilt einmal und eine Stunde lang. Dieser wurde schon verwendet, seine Stunde ist um, oder Ihr Browser hat unser Cookie nicht behalten.',
    signUp:
      'Wenn Sie Ihr Passwort schon gewählt haben, melden Sie sich einfach an. Sonst schicken wir Ihnen einen neuen Link.',
    resetPassword:
      'Wenn Sie schon ein neues Passwort haben, melden Sie sich einfach an. Sonst schicken wir Ihnen einen neuen Link.',
    changeEmail: 'In Ihrem Konto sehen Sie, welche Adresse es hat, und können sie ändern.',
    anew: 'Neuen Link anfordern',
    account: 'Zu Ihrem Konto',
  },
  done: {
    signUp: 'Ihr Konto ist bereit',
    resetPassword: 'Ihr neues Passwort ist gespeichert',
    changeEmail: 'Ihr Konto hat seine neue Adresse',
    back: 'Gehen Sie zurück zur Anwendung oder zu dem Fenster, in dem Sie begonnen haben, und melden Sie sich dort an. Diese Seite können Sie schließen.',
    changeEmailLead: 'Melden Sie sich ab jetzt mit der neuen Adresse an. Auch unsere E-Mails gehen dorthin.',
  },
};
