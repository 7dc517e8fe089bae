import type { Translated } from '@latchkey/ui';
import type { en } from './en';

/** Words of the mails, in German. */
export const de: Translated<typeof en> = {
  greeting: { plain: 'Guten Tag,', named: 'Guten Tag {{name}},' },
  lifetime: 'Der Link funktioniert einmal und eine Stunde lang.',
  advice: {
    nothing_happens: 'Wenn Sie das nicht waren, müssen Sie nichts tun: Ohne Sie geschieht nichts.',
    new_password: 'Wenn Sie das nicht waren, setzen Sie gleich ein neues Passwort: {{link}}',
    look_through: 'Wenn Sie das nicht waren, sehen Sie Ihr Konto durch und ändern Sie Ihr Passwort: {{link}}',
    tell_us: 'Wenn Sie das nicht waren, sagen Sie es bitte gleich denen, die {{brand}} betreiben.',
  },
  mails: {
    sign_up: {
      subject: 'Ihr Konto bei {{brand}}',
      text: 'Mit dieser Adresse soll ein Konto bei {{brand}} angelegt werden. Wählen Sie hier Ihren Namen und Ihr Passwort:',
    },
    already_registered: {
      subject: 'Sie haben schon ein Konto bei {{brand}}',
      text: 'Mit dieser Adresse sollte ein Konto bei {{brand}} angelegt werden. Es gibt schon eines, und es ist Ihres. Melden Sie sich hier an; wenn Sie Ihr Passwort vergessen haben, hilft diese Seite auch:',
    },
    reset_password: {
      subject: 'Neues Passwort für {{brand}}',
      text: 'Jemand möchte ein neues Passwort für Ihr Konto bei {{brand}}. Wählen Sie es hier:',
    },
    no_account: {
      subject: 'Kein Konto bei {{brand}} mit dieser Adresse',
      text: 'Jemand möchte ein neues Passwort bei {{brand}}, aber es gibt kein Konto mit dieser Adresse. Wenn Sie eines haben, hat es eine andere Adresse.',
    },
    change_email: {
      subject: 'Bestätigen Sie Ihre Adresse für {{brand}}',
      text: 'Diese Adresse wurde als neue Adresse eines Kontos bei {{brand}} angegeben. Bestätigen Sie sie hier:',
    },
    address_taken: {
      subject: 'Ihre Adresse ist bei {{brand}} schon vergeben',
      text: 'Diese Adresse wurde als neue Adresse eines anderen Kontos bei {{brand}} angegeben. Sie gehört schon zu Ihrem Konto, und eine Adresse kann nur ein Konto haben.',
    },
    password_changed: {
      subject: 'Ihr Passwort wurde geändert',
      text: 'Das Passwort Ihres Kontos bei {{brand}} wurde geändert. Alle anderen Browser wurden abgemeldet.',
    },
    password_reset: {
      subject: 'Ihr Passwort wurde neu gesetzt',
      text: 'Das Passwort Ihres Kontos bei {{brand}} wurde über einen Link aus einer E-Mail neu gesetzt. Alle Browser wurden abgemeldet.',
    },
    email_changed: {
      subject: 'Ihre Adresse wurde geändert',
      text: 'Ihr Konto bei {{brand}} hat jetzt eine andere E-Mail-Adresse. Diese hier gehört nicht mehr dazu.',
    },
    passkey_added: {
      subject: 'Ein Passkey wurde hinzugefügt',
      text: 'Zu Ihrem Konto bei {{brand}} wurde ein Passkey hinzugefügt. Wer ihn hat, kann sich damit anmelden. Andere Browser, die nur mit dem Passwort angemeldet waren, wurden abgemeldet.',
    },
    passkey_removed: {
      subject: 'Ein Passkey wurde entfernt',
      text: 'Von Ihrem Konto bei {{brand}} wurde ein Passkey entfernt. Mit ihm kann sich niemand mehr anmelden.',
    },
    totp_added: {
      subject: 'Eine Authenticator-App wurde hinzugefügt',
      text: 'Zu Ihrem Konto bei {{brand}} wurde eine Authenticator-App hinzugefügt. Ab jetzt werden Sie bei der Anmeldung nach ihrem Code gefragt. Andere Browser, die nur mit dem Passwort angemeldet waren, wurden abgemeldet.',
    },
    totp_removed: {
      subject: 'Ihre Authenticator-App wurde entfernt',
      text: 'Die Authenticator-App wurde von Ihrem Konto bei {{brand}} entfernt. Ihre Codes funktionieren nicht mehr.',
    },
    recovery_codes_replaced: {
      subject: 'Sie haben neue Wiederherstellungscodes',
      text: 'Die Wiederherstellungscodes Ihres Kontos bei {{brand}} wurden ersetzt. Die bisherigen funktionieren nicht mehr.',
    },
    recovery_code_used: {
      subject: 'Ein Wiederherstellungscode wurde benutzt',
      text: 'Jemand hat sich mit einem Wiederherstellungscode bei Ihrem Konto bei {{brand}} angemeldet. Er funktioniert nicht mehr.',
    },
    account_deleted: {
      subject: 'Ihr Konto wurde gelöscht',
      text: 'Ihr Konto bei {{brand}} wurde gelöscht, mit allem, was dazugehörte.',
    },
  },
};
