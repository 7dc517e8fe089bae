import type { Translated } from '@latchkey/ui';
import type { en } from './en';

/** Words of the pages about links in mails, in Italian. */
export const it: Translated<typeof en> = {
  email: 'Indirizzo e-mail',
  signIn: 'Accedi',
  ask: {
    signUp: {
      title: 'Crea un account',
      lead: 'Ci indichi il Suo indirizzo e-mail. Le invieremo un link con cui potrà scegliere il nome e la password.',
      other: 'Ha già un account?',
    },
    resetPassword: {
      title: 'Password dimenticata?',
      lead: 'Ci indichi l’indirizzo e-mail del Suo account. Le invieremo un link con cui potrà scegliere una nuova password.',
      other: 'Le è tornata in mente?',
    },
    submit: 'Invia il link',
    problems: 'Non è stata ancora inviata nessuna e-mail',
    missingEmail: 'Inserisca il Suo indirizzo e-mail',
    badEmail: 'Verifichi l’indirizzo: a questo non si può inviare nessuna e-mail',
  },
  closed: {
    title: 'La registrazione non è aperta',
    lead: 'Gli account di questo server li crea chi lo gestisce. Se ne ha già uno, lo usi per accedere.',
  },
  sent: {
    title: 'Controlli la posta',
    signUp: 'Abbiamo inviato un’e-mail a {{email}}. Apra il link che contiene per continuare.',
    resetPassword:
      'Abbiamo inviato un’e-mail a {{email}}. Apra il link che contiene per scegliere una nuova password.',
    limits: 'Il link vale una volta sola e per un’ora. Può aprirlo anche su un altro dispositivo.',
    againTitle: 'L’abbiamo inviata di nuovo',
    againText: 'Il link nella nuova e-mail vale quanto il precedente: usi l’uno o l’altro.',
    missing:
      'Dopo qualche minuto non è arrivato nulla? Guardi nella posta indesiderata e verifichi che l’indirizzo qui sopra non contenga errori.',
    again: 'Invia di nuovo',
    other: 'Usa un altro indirizzo',
    elsewhere: 'Ha aperto il link su un altro dispositivo?',
    keptTitle: 'Questo server serve allo sviluppo',
    keptText: 'Non invia e-mail: le conserva perché Lei possa leggerle.',
    outbox: 'Leggi l’e-mail',
  },
  choose: {
    signUp: {
      title: 'Ci siamo quasi',
      lead: 'Il Suo indirizzo e-mail è confermato. Mancano solo due dati.',
      submit: 'Crea l’account',
    },
    resetPassword: {
      title: 'Scelga una nuova password',
      lead: 'Sostituisce quella vecchia. Tutti i Suoi accessi ancora attivi verranno chiusi.',
      submit: 'Salva la password',
    },
    name: 'Il Suo nome',
    nameHint: 'Come le applicazioni devono chiamarLa.',
    password: 'Nuova password',
    rule: 'Almeno {{length}} caratteri. Non ci sono altre regole: alcune parole di seguito si ricordano facilmente e si indovinano difficilmente.',
    problems: 'Manca qualcosa o un dato non può essere usato',
    missingName: 'Inserisca il Suo nome',
    longName: 'Abbrevi il nome: supera i 200 caratteri',
    badName: 'Qualcosa in questo nome non si può mostrare. Usi lettere, cifre e segni comuni.',
    missingPassword: 'Scelga una password',
    shortPassword: 'Questa password è troppo corta: servono almeno {{length}} caratteri',
    longPassword: 'Questa password è più lunga di quanto possiamo accettare. Ne scelga una più corta.',
    commonPassword: 'Questa password è tra le prime che altri proverebbero. Ne scelga un’altra.',
    likeAccount: 'Questa password somiglia troppo al Suo nome o al Suo indirizzo. Ne scelga un’altra.',
    busy: 'In questo momento c’è molta attività. Attenda qualche secondo, poi inserisca la password e riprovi.',
  },
  changeEmail: {
    title: 'È questo il Suo nuovo indirizzo?',
    lead: 'Da quel momento lo userà per accedere, e le e-mail sul Suo account arriveranno lì. Avviseremo il Suo indirizzo precedente. Accetti solo se lo ha chiesto Lei, nel Suo account.',
    submit: 'Sì, usa questo indirizzo',
    takenTitle: 'Questo indirizzo appartiene a un altro account',
    takenLead:
      'Il Suo account mantiene l’indirizzo che ha. Se anche l’altro account è Suo, acceda con quello.',
    otherTitle: 'Ha effettuato l’accesso con un altro account',
    otherLead:
      'Ha effettuato l’accesso come {{email}}, e non è l’account in cui è stato chiesto questo indirizzo. Non è stato cambiato nulla. Se non lo ha chiesto Lei, chiuda questa pagina.',
    otherSubmit: 'Accedi con l’altro account',
  },
  ended: {
    title: 'Questo link non vale più',
    lead: 'Un link vale una volta sola e per un’ora. Questo è già stato usato, la sua ora è passata o il Suo browser non ha conservato il nostro cookie.',
    signUp: 'Se ha già scelto la password, può semplicemente accedere. Altrimenti richieda un nuovo link.',
    resetPassword:
      'Se ha già una nuova password, può semplicemente accedere. Altrimenti richieda un nuovo link.',
    changeEmail: 'Nel Suo account può vedere quale indirizzo ha e cambiarlo.',
    anew: 'Richiedi un nuovo link',
    account: 'Vai al Suo account',
  },
  done: {
    signUp: 'Il Suo account è pronto',
    resetPassword: 'La Sua nuova password è salvata',
    changeEmail: 'Il Suo account ha il nuovo indirizzo',
    back: 'Torni all’applicazione, o alla finestra in cui ha iniziato, e acceda da lì. Può chiudere questa pagina.',
    changeEmailLead: 'D’ora in poi acceda con il nuovo indirizzo. Anche le nostre e-mail arriveranno lì.',
  },
};
