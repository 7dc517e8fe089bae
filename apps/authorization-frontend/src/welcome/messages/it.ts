import type { Translated } from '@latchkey/ui';
import type { en } from './en';

/** Words of the welcome page, in Italian. */
export const it: Translated<typeof en> = {
  title: 'Server OAuth',
  headline: 'Accesso e autorizzazioni per le Sue applicazioni',
  lead: '{{name}} è un server di autorizzazione OAuth 2.0. Qui le persone accedono e decidono che cosa può fare un’applicazione; l’applicazione riceve un token esattamente per quello e non vede mai una password.',
  footer: '{{name}}, un server di autorizzazione OAuth 2.0',
  contents: 'In questa pagina',
  sketch: {
    name: 'La Sua applicazione',
    title: 'La Sua applicazione chiede l’accesso',
    see: 'Vedere i Suoi dispositivi energetici',
    control: 'Controllarli',
    allow: 'Consenti',
    deny: 'Rifiuta',
  },
  gettingStarted: {
    heading: 'Per iniziare',
    lead: 'Ogni applicazione viene prima registrata da noi. Ci descriva in poche frasi che cosa sta realizzando e risponda a quattro domande. Se ha un dubbio, lasci la domanda aperta: la Sua descrizione basterà e troveremo insieme la risposta.',
  },
  request: {
    button: 'Richiedi un’applicazione',
    subject: 'Richiesta di un’applicazione OAuth',
    introduction: 'Che cosa fa la mia applicazione:',
    questions: {
      clientType: {
        title: 'Tipo di client',
        ask: 'Tipo di client: public o confidential?',
        explanation:
          'Confidential, se gira su un Suo server e sa custodire un segreto. Public, se il codice è in mano agli utenti: un’applicazione mobile, desktop o a pagina singola, oppure un dispositivo.',
      },
      grantType: {
        title: 'Tipo di grant',
        ask: 'Tipo di grant: authorization, client credentials o device?',
        explanation:
          'Authorization, per persone con un browser. Client credentials, per un servizio che agisce per conto proprio. Device, per qualcosa senza browser né tastiera.',
      },
      redirectUris: {
        title: 'URI di reindirizzamento',
        ask: 'URI di reindirizzamento consentiti:',
        explanation:
          'Dove torna il browser dopo la decisione, carattere per carattere. Servono solo al grant authorization.',
      },
      resources: {
        title: 'Risorse',
        ask: 'Risorse a cui deve accedere:',
        explanation: 'Quali delle API qui sotto, e a quale scopo. Può dare un’occhiata prima di chiedere.',
      },
    },
    seeResources: 'Vedi le risorse',
  },
  standards: {
    heading: 'Che cosa implementa',
    list: {
      rfc6749: {
        name: 'OAuth 2.0',
        about: 'grant con codice di autorizzazione, credenziali del client e refresh token',
      },
      rfc7636: { name: 'PKCE', about: 'per ogni codice di autorizzazione, con S256' },
      rfc8628: { name: 'Autorizzazione di dispositivi', about: 'per dispositivi senza browser né tastiera' },
      rfc8252: { name: 'Applicazioni native', about: 'URI di reindirizzamento locali e a schema privato' },
      rfc6750: { name: 'Token Bearer', about: 'nell’intestazione Authorization' },
      rfc9068: { name: 'Token di accesso JWT', about: 'che un’API può verificare da sola' },
      rfc8707: { name: 'Indicatori di risorsa', about: 'token per un’API e nessun’altra' },
      rfc9207: { name: 'Identificazione dell’emittente', about: 'contro lo scambio di server' },
      rfc8414: { name: 'Metadati del server', about: 'configurazione letta dalle librerie' },
    },
  },
  addresses: {
    heading: 'Indirizzi',
    lead: 'Alla maggior parte delle librerie serve solo il primo; gli altri li leggono dai metadati.',
    issuer: 'Emittente',
    metadata: 'Metadati',
    authorization: 'Autorizzazione',
    token: 'Emissione dei token',
    deviceAuthorization: 'Autorizzazione di dispositivi',
    keys: 'Chiavi',
  },
  examples: {
    curl: 'Lo stesso con curl',
    resource: {
      title: 'Accedere alla risorsa protetta',
      after: 'Va bene anche la forma che la RFC 6750 dà all’intestazione, `Bearer YOUR_ACCESS_TOKEN`.',
    },
    authorization: {
      heading: 'Esempio: authorization',
      lead: 'Per applicazioni i cui utenti hanno un browser. La persona accede e consente l’accesso qui; la Sua applicazione riceve un codice e lo scambia con dei token.',
      pkce: {
        title: 'Creare un code verifier PKCE e la sua challenge',
        label: 'JavaScript',
        after:
          'Crei ogni volta una nuova coppia. La RFC 7636 richiede da 43 a 128 caratteri, come li genera questo codice; per i client più vecchi si accettano verifier più corti, fino a 32 caratteri.',
      },
      authorize: {
        title: 'Richiedere l’autorizzazione',
        before: 'Invii il browser a questo indirizzo.',
        after:
          'Torna al Suo URI di reindirizzamento con `code` e `iss` nella query, e con `state` se lo ha inviato. Codifichi in percentuale i valori che inserisce.',
      },
      exchange: {
        title: 'Scambiare il codice con un token di accesso',
        after:
          'Un codice vale una volta sola e per poco tempo. Il refresh token nella risposta Le dà il token di accesso successivo.',
      },
    },
    clientCredentials: {
      heading: 'Esempio: client credentials',
      lead: 'Per un servizio che agisce per conto proprio. Nessuno accede; il servizio presenta il proprio identificativo e il proprio segreto.',
      exchange: { title: 'Scambiare le credenziali con un token di accesso' },
    },
    device: {
      heading: 'Esempio: device',
      lead: 'Per televisori, console, righe di comando e tutto ciò che non ha un proprio browser.',
      authorize: {
        title: 'Autorizzare il dispositivo',
        after:
          'Il dispositivo comunica `user_code` e `verification_uri` alla persona: sullo schermo se ne ha uno, altrimenti a voce, via Bluetooth o come può.',
      },
      visit: {
        title: 'La persona visita l’indirizzo',
        before: 'Un dispositivo con schermo mostra qualcosa del genere:',
        line: 'Con un browser sul telefono o sul computer, vada a',
        code: 'e inserisca il codice',
        after: 'Lì accede, inserisce il codice, vede quale dispositivo lo chiede e decide.',
      },
      exchange: {
        title: 'Scambiare il codice del dispositivo con un token di accesso',
        before:
          'Nel frattempo il dispositivo chiede di continuo, attendendo `interval` secondi tra due richieste:',
        after:
          'Riceve `authorization_pending` finché la persona non ha deciso; `slow_down` allunga stabilmente l’intervallo di cinque secondi.',
      },
    },
  },
  resources: {
    heading: 'Risorse',
    lead: 'Che cosa aprono i token di accesso di questo server.',
    none: 'Non ne è ancora registrata nessuna.',
    unavailable: 'In questo momento l’elenco non può essere mostrato. Ricarichi la pagina tra poco.',
  },
};
