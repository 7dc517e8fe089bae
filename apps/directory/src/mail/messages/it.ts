import type { Translated } from '@latchkey/ui';
import type { en } from './en';

/** Words of the mails, in Italian. */
export const it: Translated<typeof en> = {
  greeting: { plain: 'Buongiorno,', named: 'Buongiorno {{name}},' },
  lifetime: 'Il link funziona una sola volta, per un’ora.',
  advice: {
    nothing_happens: 'Se non è stato Lei, non deve fare nulla: senza di Lei non succede nulla.',
    new_password: 'Se non è stato Lei, scelga subito una nuova password: {{link}}',
    look_through: 'Se non è stato Lei, controlli il Suo account e cambi la password: {{link}}',
    tell_us: 'Se non è stato Lei, avvisi subito chi gestisce {{brand}}.',
  },
  mails: {
    sign_up: {
      subject: 'Il Suo account {{brand}}',
      text: 'Questo indirizzo è stato inserito per creare un account {{brand}}. Scelga qui il Suo nome e la Sua password:',
    },
    already_registered: {
      subject: 'Ha già un account {{brand}}',
      text: 'Questo indirizzo è stato inserito per creare un account {{brand}}. Ne esiste già uno, ed è il Suo. Acceda qui; se ha dimenticato la password, questa pagina aiuta anche in quel caso:',
    },
    reset_password: {
      subject: 'Nuova password per {{brand}}',
      text: 'Qualcuno ha chiesto una nuova password per il Suo account {{brand}}. La scelga qui:',
    },
    no_account: {
      subject: 'Nessun account {{brand}} con questo indirizzo',
      text: 'Qualcuno ha chiesto una nuova password per {{brand}}, ma nessun account ha questo indirizzo. Se Lei ne ha uno, ha un altro indirizzo.',
    },
    change_email: {
      subject: 'Confermi il Suo indirizzo per {{brand}}',
      text: 'Questo indirizzo è stato inserito come nuovo indirizzo di un account {{brand}}. Lo confermi qui:',
    },
    address_taken: {
      subject: 'Il Suo indirizzo è già in uso su {{brand}}',
      text: 'Questo indirizzo è stato inserito come nuovo indirizzo di un altro account {{brand}}. Appartiene già al Suo account, e un indirizzo può avere un solo account.',
    },
    password_changed: {
      subject: 'La Sua password è stata cambiata',
      text: 'La password del Suo account {{brand}} è stata cambiata. Tutti gli altri browser sono stati disconnessi.',
    },
    password_reset: {
      subject: 'La Sua password è stata reimpostata',
      text: 'La password del Suo account {{brand}} è stata reimpostata con un link ricevuto per e-mail. Tutti i browser sono stati disconnessi.',
    },
    email_changed: {
      subject: 'Il Suo indirizzo è stato cambiato',
      text: 'Il Suo account {{brand}} ha ora un altro indirizzo e-mail. Questo non ne fa più parte.',
    },
    passkey_added: {
      subject: 'È stata aggiunta una passkey',
      text: 'Al Suo account {{brand}} è stata aggiunta una passkey. Chi la possiede può usarla per accedere. Gli altri browser che avevano effettuato l’accesso con la sola password sono stati disconnessi.',
    },
    passkey_removed: {
      subject: 'È stata rimossa una passkey',
      text: 'Dal Suo account {{brand}} è stata rimossa una passkey. Non può più essere usata per accedere.',
    },
    totp_added: {
      subject: 'È stata aggiunta un’app di autenticazione',
      text: 'Al Suo account {{brand}} è stata aggiunta un’app di autenticazione. D’ora in poi Le verrà chiesto il suo codice quando accede. Gli altri browser che avevano effettuato l’accesso con la sola password sono stati disconnessi.',
    },
    totp_removed: {
      subject: 'La Sua app di autenticazione è stata rimossa',
      text: 'L’app di autenticazione è stata rimossa dal Suo account {{brand}}. I suoi codici non funzionano più.',
    },
    recovery_codes_replaced: {
      subject: 'Ha nuovi codici di recupero',
      text: 'I codici di recupero del Suo account {{brand}} sono stati sostituiti. Quelli precedenti non funzionano più.',
    },
    recovery_code_used: {
      subject: 'È stato usato un codice di recupero',
      text: 'Qualcuno ha effettuato l’accesso al Suo account {{brand}} con un codice di recupero. Quel codice non funziona più.',
    },
    account_deleted: {
      subject: 'Il Suo account è stato eliminato',
      text: 'Il Suo account {{brand}} è stato eliminato, con tutto ciò che ne faceva parte.',
    },
  },
};
