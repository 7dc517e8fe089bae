import type { Translated } from '@latchkey/ui';
import type { en } from './en';

/** Words of the welcome page, in German. */
export const de: Translated<typeof en> = {
  title: 'OAuth-Server',
  headline: 'Anmeldung und Zugriff für Ihre Anwendungen',
  lead: '{{name}} ist ein Autorisierungsserver für OAuth 2.0. Menschen melden sich hier an und entscheiden, was eine Anwendung darf; die Anwendung bekommt ein Token für genau das und sieht nie ein Passwort.',
  footer: '{{name}}, ein Autorisierungsserver für OAuth 2.0',
  contents: 'Auf dieser Seite',
  sketch: {
    name: 'Ihre Anwendung',
    title: 'Ihre Anwendung bittet um Zugriff',
    see: 'Ihre Energiegeräte sehen',
    control: 'Sie steuern',
    allow: 'Erlauben',
    deny: 'Ablehnen',
  },
  gettingStarted: {
    heading: 'Erste Schritte',
    lead: 'Jede Anwendung wird zuerst von uns registriert. Beschreiben Sie in ein paar Sätzen, was Sie bauen, und beantworten Sie vier Fragen. Wenn Sie bei einer unsicher sind, lassen Sie sie offen: Ihre Beschreibung genügt, und wir finden die Antwort gemeinsam.',
  },
  request: {
    button: 'Anwendung beantragen',
    subject: 'Antrag auf eine OAuth-Anwendung',
    introduction: 'Was meine Anwendung tut:',
    questions: {
      clientType: {
        title: 'Art des Clients',
        ask: 'Art des Clients: public oder confidential?',
        explanation:
          'Confidential, wenn er auf Ihrem Server läuft und ein Geheimnis bewahren kann. Public, wenn der Code bei den Benutzern liegt: eine mobile, Desktop- oder Single-Page-Anwendung oder ein Gerät.',
      },
      grantType: {
        title: 'Grant-Typ',
        ask: 'Grant-Typ: authorization, client credentials oder device?',
        explanation:
          'Authorization für Menschen mit einem Browser. Client credentials für einen Dienst, der für sich selbst handelt. Device für etwas ohne Browser oder Tastatur.',
      },
      redirectUris: {
        title: 'Redirect-URIs',
        ask: 'Erlaubte Redirect-URIs:',
        explanation:
          'Wohin der Browser nach der Entscheidung zurückkehrt, Zeichen für Zeichen. Nur der Authorization-Grant braucht sie.',
      },
      resources: {
        title: 'Ressourcen',
        ask: 'Ressourcen, auf die sie zugreifen soll:',
        explanation:
          'Welche der APIs unten, und wofür. Sie können sich umsehen, bevor Sie den Antrag stellen.',
      },
    },
    seeResources: 'Ressourcen ansehen',
  },
  standards: {
    heading: 'Was er unterstützt',
    list: {
      rfc6749: {
        name: 'OAuth 2.0',
        about: 'Grants mit Autorisierungscode, Client-Zugangsdaten und Refresh-Token',
      },
      rfc7636: { name: 'PKCE', about: 'für jeden Autorisierungscode, mit S256' },
      rfc8628: { name: 'Geräteautorisierung', about: 'für Geräte ohne Browser oder Tastatur' },
      rfc8252: { name: 'Native Anwendungen', about: 'Redirect-URIs mit Loopback und eigenem Schema' },
      rfc6750: { name: 'Bearer-Token', about: 'im Header Authorization' },
      rfc9068: { name: 'JWT-Zugriffstoken', about: 'die eine API selbst prüfen kann' },
      rfc8707: { name: 'Resource Indicators', about: 'Token für eine API und keine andere' },
      rfc9207: { name: 'Kennung des Ausstellers', about: 'gegen verwechselte Server' },
      rfc8414: { name: 'Server-Metadaten', about: 'Konfiguration, die Bibliotheken lesen' },
    },
  },
  addresses: {
    heading: 'Adressen',
    lead: 'Die meisten Bibliotheken brauchen nur die erste und lesen die übrigen aus den Metadaten.',
    issuer: 'Aussteller',
    metadata: 'Metadaten',
    authorization: 'Autorisierung',
    token: 'Token',
    deviceAuthorization: 'Geräteautorisierung',
    keys: 'Schlüssel',
  },
  examples: {
    curl: 'Dasselbe mit curl',
    resource: {
      title: 'Auf die geschützte Ressource zugreifen',
      after: 'Die Form des Headers nach RFC 6750, `Bearer YOUR_ACCESS_TOKEN`, geht ebenso.',
    },
    authorization: {
      heading: 'Beispiel: Authorization',
      lead: 'Für Anwendungen, deren Benutzer einen Browser haben. Die Person meldet sich hier an und erlaubt den Zugriff; Ihre Anwendung bekommt einen Code und macht daraus Token.',
      pkce: {
        title: 'Code-Verifier und Challenge für PKCE erzeugen',
        label: 'JavaScript',
        after:
          'Erzeugen Sie jedes Mal ein neues Paar. RFC 7636 verlangt 43 bis 128 Zeichen, so wie dieser Code sie erzeugt; für ältere Clients werden kürzere bis hinab zu 32 Zeichen angenommen.',
      },
      authorize: {
        title: 'Autorisierung anfragen',
        before: 'Schicken Sie den Browser an diese Adresse.',
        after:
          'Er kommt mit `code` und `iss` in der Query zu Ihrer Redirect-URI zurück, und mit `state`, wenn Sie eines mitgeschickt haben. Kodieren Sie die Werte, die Sie einsetzen, prozentual.',
      },
      exchange: {
        title: 'Code gegen ein Zugriffstoken tauschen',
        after:
          'Ein Code gilt einmal und nur für kurze Zeit. Mit dem Refresh-Token in der Antwort bekommen Sie das nächste Zugriffstoken.',
      },
    },
    clientCredentials: {
      heading: 'Beispiel: Client credentials',
      lead: 'Für einen Dienst, der für sich selbst handelt. Niemand meldet sich an; der Dienst zeigt seine eigene Kennung und sein Geheimnis.',
      exchange: { title: 'Zugangsdaten gegen ein Zugriffstoken tauschen' },
    },
    device: {
      heading: 'Beispiel: Device',
      lead: 'Für Fernseher, Konsolen, Kommandozeilen und alles andere ohne eigenen Browser.',
      authorize: {
        title: 'Gerät autorisieren',
        after:
          'Das Gerät gibt `user_code` und `verification_uri` an die Person weiter: auf seinem Bildschirm, wenn es einen hat, sonst als Ansage, über Bluetooth oder wie es eben kann.',
      },
      visit: {
        title: 'Die Person besucht die Adresse',
        before: 'Ein Gerät mit Bildschirm zeigt etwa dies:',
        line: 'Gehen Sie mit einem Browser auf Telefon oder Computer zu',
        code: 'und geben Sie den Code ein',
        after: 'Dort meldet sie sich an, gibt den Code ein, sieht, welches Gerät anfragt, und entscheidet.',
      },
      exchange: {
        title: 'Device-Code gegen ein Zugriffstoken tauschen',
        before:
          'Inzwischen fragt das Gerät immer wieder nach und wartet zwischen zwei Anfragen `interval` Sekunden:',
        after:
          'Bis die Person entschieden hat, lautet die Antwort `authorization_pending`; `slow_down` verlängert den Abstand auf Dauer um fünf Sekunden.',
      },
    },
  },
  resources: {
    heading: 'Ressourcen',
    lead: 'Was Zugriffstoken dieses Servers öffnen.',
    none: 'Noch sind keine registriert.',
    unavailable: 'Die Liste lässt sich gerade nicht anzeigen. Laden Sie die Seite gleich noch einmal.',
  },
};
