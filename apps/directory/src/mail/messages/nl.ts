import type { Translated } from '@latchkey/ui';
import type { en } from './en';

/** Words of the mails, in Dutch. */
export const nl: Translated<typeof en> = {
  greeting: { plain: 'Hallo,', named: 'Hallo {{name}},' },
  lifetime: 'De link werkt één keer, en een uur lang.',
  advice: {
    nothing_happens: 'Was u dit niet? Dan hoeft u niets te doen: zonder u gebeurt er niets.',
    new_password: 'Was u dit niet? Kies dan meteen een nieuw wachtwoord: {{link}}',
    look_through: 'Was u dit niet? Kijk dan uw account na en wijzig uw wachtwoord: {{link}}',
    tell_us: 'Was u dit niet? Laat het dan meteen weten aan de beheerders van {{brand}}.',
  },
  mails: {
    sign_up: {
      subject: 'Uw account bij {{brand}}',
      text: 'Dit adres is ingevuld om een account bij {{brand}} te maken. Kies hier uw naam en wachtwoord:',
    },
    already_registered: {
      subject: 'U hebt al een account bij {{brand}}',
      text: 'Dit adres is ingevuld om een account bij {{brand}} te maken. Er is er al een, en die is van u. Meld u hier aan; bent u uw wachtwoord vergeten, dan helpt die pagina ook:',
    },
    reset_password: {
      subject: 'Nieuw wachtwoord voor {{brand}}',
      text: 'Iemand heeft een nieuw wachtwoord gevraagd voor uw account bij {{brand}}. Kies het hier:',
    },
    no_account: {
      subject: 'Geen account bij {{brand}} met dit adres',
      text: 'Iemand heeft een nieuw wachtwoord gevraagd bij {{brand}}, maar er is geen account met dit adres. Als u er een hebt, heeft het een ander adres.',
    },
    change_email: {
      subject: 'Bevestig uw adres voor {{brand}}',
      text: 'Dit adres is ingevuld als het nieuwe adres van een account bij {{brand}}. Bevestig het hier:',
    },
    address_taken: {
      subject: 'Uw adres is al in gebruik bij {{brand}}',
      text: 'Dit adres is ingevuld als het nieuwe adres van een ander account bij {{brand}}. Het hoort al bij uw account, en een adres kan maar één account hebben.',
    },
    password_changed: {
      subject: 'Uw wachtwoord is gewijzigd',
      text: 'Het wachtwoord van uw account bij {{brand}} is gewijzigd. Alle andere browsers zijn afgemeld.',
    },
    password_reset: {
      subject: 'Uw wachtwoord is opnieuw ingesteld',
      text: 'Het wachtwoord van uw account bij {{brand}} is opnieuw ingesteld met een link uit een e-mail. Alle browsers zijn afgemeld.',
    },
    email_changed: {
      subject: 'Uw adres is gewijzigd',
      text: 'Uw account bij {{brand}} heeft nu een ander e-mailadres. Dit adres hoort er niet meer bij.',
    },
    passkey_added: {
      subject: 'Er is een passkey toegevoegd',
      text: 'Er is een passkey toegevoegd aan uw account bij {{brand}}. Wie die heeft, kan zich ermee aanmelden. Andere browsers die alleen met het wachtwoord waren aangemeld, zijn afgemeld.',
    },
    passkey_removed: {
      subject: 'Er is een passkey verwijderd',
      text: 'Er is een passkey verwijderd van uw account bij {{brand}}. Daarmee kan niemand zich meer aanmelden.',
    },
    totp_added: {
      subject: 'Er is een authenticator-app toegevoegd',
      text: 'Er is een authenticator-app toegevoegd aan uw account bij {{brand}}. Vanaf nu wordt bij het aanmelden om de code gevraagd. Andere browsers die alleen met het wachtwoord waren aangemeld, zijn afgemeld.',
    },
    totp_removed: {
      subject: 'Uw authenticator-app is verwijderd',
      text: 'De authenticator-app is verwijderd van uw account bij {{brand}}. De codes werken niet meer.',
    },
    recovery_codes_replaced: {
      subject: 'U hebt nieuwe herstelcodes',
      text: 'De herstelcodes van uw account bij {{brand}} zijn vervangen. De vorige werken niet meer.',
    },
    recovery_code_used: {
      subject: 'Er is een herstelcode gebruikt',
      text: 'Iemand heeft zich met een herstelcode aangemeld bij uw account bij {{brand}}. Die code werkt niet meer.',
    },
    account_deleted: {
      subject: 'Uw account is verwijderd',
      text: 'Uw account bij {{brand}} is verwijderd, met alles wat erbij hoorde.',
    },
  },
};
