import type { Translated } from '@latchkey/ui';
import type { en } from './en';

/** Words of the pages that people go through, in Italian. */
export const it: Translated<typeof en> = {
  signIn: {
    title: 'Accedi',
    leads: {
      welcome: 'con il Suo account su questo server',
      device: 'per collegare il Suo dispositivo',
      consent: 'per continuare con {{application}}',
      account: 'per vedere il Suo account',
      changeEmail: 'per confermare il nuovo indirizzo del Suo account: qui ancora con quello precedente',
    },
    email: 'Indirizzo e-mail',
    password: 'Password',
    submit: 'Accedi',
    where:
      'Questo è {{host}}. Verifichi che il Suo browser mostri questo indirizzo prima di digitare la password.',
    problems: 'L’accesso non è ancora avvenuto',
    missingEmail: 'Inserisca il Suo indirizzo e-mail',
    missingPassword: 'Inserisca la Sua password',
    wrongCredentials: 'L’indirizzo e-mail e la password non corrispondono. Li verifichi e riprovi.',
    busy: 'In questo momento molte persone stanno accedendo. Attenda qualche secondo e riprovi.',
  },
  account: {
    signedInAs: 'Accesso effettuato come',
    switchAccount: 'Non è Lei? Esci',
    title: 'Il Suo account',
  },
  consent: {
    title: '{{application}} chiede l’accesso',
    lead: 'Se acconsente, l’applicazione potrà, a Suo nome:',
    leadWithoutScopes: 'Vuole sapere che è Lei e non chiede altro.',
    newLead: 'Le ha già consentito qualcosa. Ora chiede anche:',
    allBefore: 'Ha già consentito tutto questo.',
    before: 'Già consentito',
    optional: 'Può escludere',
    publisher: 'Autore',
    publisherVerified: '{{publisher}} (abbiamo verificato chi è)',
    publisherUnverified: '{{publisher}} (secondo quanto dichiara: non lo abbiamo verificato)',
    publisherUnknown: 'non noto: nessuno ci ha detto chi ne è responsabile',
    destination: 'Poi il Suo browser andrà a',
    loopback: 'un’applicazione su questo computer ({{host}})',
    privateUse: 'un’applicazione su questo dispositivo ({{scheme}})',
    allow: 'Consenti',
    deny: 'Rifiuta',
  },
  device: {
    enter: {
      title: 'Collega un dispositivo',
      lead: 'Inserisca il codice mostrato dal Suo dispositivo.',
      label: 'Codice',
      hint: 'Otto lettere e cifre. Maiuscole, spazi e trattini non contano.',
      submit: 'Continua',
      problems: 'Con questo codice non si può continuare',
      missing: 'Inserisca il codice del Suo dispositivo',
      unknown:
        'Nessun dispositivo attende con questo codice. Lo verifichi, o ne chieda uno nuovo al dispositivo: i codici scadono dopo pochi minuti.',
      used: 'Questo codice è già stato usato. Ne chieda uno nuovo al dispositivo.',
      mustBeTyped:
        'Per la Sua sicurezza il codice di questo dispositivo va digitato a mano. Lo legga sul dispositivo e lo inserisca Lei.',
    },
    compare: {
      title: 'È questo il codice sul Suo dispositivo?',
      lead: 'Il codice è arrivato con un link. Continui solo se il dispositivo davanti a Lei mostra esattamente questo.',
      submit: 'Sì, è lo stesso',
    },
    confirm: {
      title: 'Collegare {{application}}?',
      lead: 'Se acconsente, l’applicazione sul dispositivo potrà, a Suo nome:',
      leadWithoutScopes: 'L’applicazione sul dispositivo vuole sapere che è Lei e non chiede altro.',
      code: 'Codice sul dispositivo',
      kind: 'Tipo di dispositivo',
      kindAndName: '{{kind}}, si presenta come «{{name}}»',
      asked: 'Richiesto',
      remoteAddress: 'Dall’indirizzo',
      sameAddress: '{{address}}, dove si trova anche Lei',
      region: 'Dalla regione',
      unknown: 'non noto',
      warningTitle: 'Ha iniziato Lei questa operazione?',
      warning:
        'Continui solo se il dispositivo è davanti a Lei e mostra questo codice. Se qualcuno Le ha inviato il codice o un link, rifiuti: quella persona entrerebbe nel Suo account.',
      approve: 'Sì, collega',
      deny: 'No, rifiuta',
    },
    kinds: {
      tv: 'Televisore',
      phone: 'Telefono o tablet',
      computer: 'Computer',
      charger: 'Stazione di ricarica',
      sensor: 'Sensore',
      device: 'Un dispositivo',
    },
    approved: {
      title: 'Il Suo dispositivo è collegato',
      lead: 'Torni al Suo dispositivo: prosegue da solo tra pochi secondi. Può chiudere questa pagina.',
    },
    denied: {
      title: 'Il dispositivo è stato rifiutato',
      lead: 'Non ha ottenuto nulla. Se non ha iniziato Lei, non deve fare altro. Può chiudere questa pagina.',
    },
    answered: {
      title: 'Questo codice ha già una risposta',
      lead: 'Torni al Suo dispositivo. Se attende ancora, gli faccia mostrare un nuovo codice e lo inserisca.',
      another: 'Inserisci un altro codice',
    },
  },
  errors: {
    mender: 'Chi può rimediare',
    menders: {
      you: 'Lei: il passo indicato sopra dovrebbe bastare',
      application: 'L’applicazione: i suoi sviluppatori possono rimediare',
      us: 'Noi: Lei non deve fare nulla',
    },
    errorCode: 'Codice di errore',
    errorDescription: 'Per gli sviluppatori',
    retryAfter: 'Riprovi tra',
    time: 'Ora',
    reference: 'Riferimento',
    home: 'Pagina iniziale',
    again: 'Riapri la pagina',
    code: 'Inserisci un altro codice',
    application: 'Torna a {{application}}',
    kinds: {
      not_found: {
        title: 'Questa pagina non esiste',
        what: 'A questo indirizzo non c’è nulla.',
        next: 'Controlli che non ci siano errori di battitura, o parta dalla pagina iniziale.',
      },
      malformed_request: {
        title: 'Questa richiesta non è leggibile',
        what: 'Qualcosa nell’indirizzo o nel modulo è incompleto o presente due volte.',
        next: 'Torni alla pagina da cui proviene e riprovi da lì.',
      },
      missing_request: {
        title: 'Qui manca qualcosa',
        what: 'Questa pagina fa parte di un accesso avviato da un’applicazione, e l’indirizzo non dice quale.',
        next: 'Vada nell’applicazione e acceda da lì.',
      },
      expired_request: {
        title: 'È passato un po’ troppo tempo',
        what: 'Un’applicazione attende una risposta solo per pochi minuti. Questa richiesta è scaduta e non è stato consentito nulla.',
        next: 'Torni all’applicazione e ricominci da lì.',
      },
      decided_request: {
        title: 'Ha già risposto',
        what: 'Questa richiesta ha già la sua risposta, e una risposta vale una volta sola. Ora non è cambiato nulla.',
        next: 'Prosegua nell’applicazione. Per rispondere diversamente, ricominci da lì.',
      },
      other_browser: {
        title: 'Questo accesso è iniziato altrove',
        what: 'È iniziato in un altro browser, oppure il Suo browser non ha conservato il nostro cookie. Perché nessuno entri nel Suo account con un link, può essere concluso solo dove è iniziato.',
        next: 'Apra l’applicazione in questo browser e acceda da lì. Se non basta, consenta i cookie di questo sito. Se qualcuno Le ha inviato questo link, chiuda la pagina.',
      },
      decided_device: {
        title: 'Questo dispositivo ha già una risposta',
        what: 'Su questo codice è già stato deciso, quindi la Sua risposta non è stata registrata.',
        next: 'Se il dispositivo attende ancora, gli chieda un nuovo codice.',
      },
      too_many_codes: {
        title: 'Sono stati provati troppi codici',
        what: 'Dal Suo indirizzo o account sono stati inseriti molti codici che nessun dispositivo mostra. Perché nessuno indovini un codice, facciamo una pausa.',
        next: 'Attenda un po’, poi inserisca il codice che il Suo dispositivo mostrerà allora.',
      },
      too_many_sign_ins: {
        title: 'Troppi accessi non riusciti',
        what: 'Per questo account, o dal Suo indirizzo, è stata inserita molte volte una password errata. Perché nessuno indovini le password, facciamo una pausa.',
        next: 'Attenda un po’ e riprovi. Se non è stato Lei, la Sua password protegge ancora il Suo account.',
      },
      too_many_mails: {
        title: 'Sono state richieste troppe e-mail',
        what: 'Per questo indirizzo o dalla Sua rete sono stati richiesti più link in poco tempo. Perché la casella di nessuno venga sommersa, facciamo una pausa.',
        next: 'Guardi se un’e-mail è già arrivata: il link che contiene vale per un’ora. Altrimenti attenda un po’, poi riprovi.',
      },
      too_many_attempts: {
        title: 'Troppi codici sbagliati',
        what: 'Per questo account sono stati inseriti molte volte codici sbagliati. Perché nessuno possa indovinare i codici, facciamo una pausa.',
        next: 'Attenda un poco, poi riprovi. Se non è stato Lei, qualcuno conosce la Sua password: la cambi.',
      },
      stale_form: {
        title: 'Questo modulo non è più valido',
        what: 'Il modulo appartiene a un altro accesso, oppure il Suo browser non ha inviato il nostro cookie. Non è cambiato nulla.',
        next: 'Riapra la pagina e riprovi. Se non basta, consenta i cookie di questo sito.',
      },
      foreign_form: {
        title: 'Questo modulo viene da altrove',
        what: 'Un altro sito ha cercato di inviare un modulo a Suo nome. Non è cambiato nulla.',
        next: 'Chiuda quel sito. Si accettano solo i moduli delle pagine di questo server.',
      },
      too_large: {
        title: 'Era troppo in una volta',
        what: 'Il modulo contiene più di quanto questo server accetti.',
        next: 'Accorci quanto ha inserito e riprovi.',
      },
      unsupported_form: {
        title: 'Questo tipo di modulo qui non è accettato',
        what: 'Il modulo non viene da una pagina di questo server.',
        next: 'Per gli sviluppatori: i moduli devono essere del tipo application/x-www-form-urlencoded.',
      },
      refused_request: {
        title: 'La richiesta dell’applicazione è stata rifiutata',
        what: 'L’applicazione che L’ha inviata qui ha commesso un errore. Per questo l’accesso non è avvenuto, ed essa non ha saputo nulla di Lei.',
        next: 'Può riprovare dall’applicazione. Se questa pagina ricompare, comunichi ai suoi sviluppatori quanto indicato sotto.',
      },
      unavailable: {
        title: 'In questo momento non è possibile',
        what: 'Una parte di questo server non risponde. Nulla è andato perso.',
        next: 'Attenda un momento e riprovi.',
      },
      defect: {
        title: 'Qualcosa è andato storto da parte nostra',
        what: 'Non dipende da Lei.',
        next: 'Riprovi. Se il problema resta, ci comunichi il riferimento indicato sotto.',
      },
    },
  },
};
