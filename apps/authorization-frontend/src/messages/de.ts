import type { Translated } from '@latchkey/ui';
import type { en } from './en';

/** Words of the pages that people go through, in German. */
export const de: Translated<typeof en> = {
  signIn: {
    title: 'Anmelden',
    leads: {
      welcome: 'mit Ihrem Konto auf diesem Server',
      device: 'um Ihr Gerät zu verbinden',
      consent: 'um mit {{application}} fortzufahren',
      account: 'um Ihr Konto zu sehen',
      changeEmail: 'um die neue Adresse Ihres Kontos zu bestätigen: hier noch mit der bisherigen',
    },
    email: 'E-Mail-Adresse',
    password: 'Passwort',
    submit: 'Anmelden',
    where:
      'Dies ist {{host}}. Prüfen Sie, ob Ihr Browser diese Adresse anzeigt, bevor Sie Ihr Passwort eingeben.',
    problems: 'Sie sind noch nicht angemeldet',
    missingEmail: 'Geben Sie Ihre E-Mail-Adresse ein',
    missingPassword: 'Geben Sie Ihr Passwort ein',
    wrongCredentials:
      'E-Mail-Adresse und Passwort passen nicht zusammen. Prüfen Sie beides und versuchen Sie es noch einmal.',
    busy: 'Gerade melden sich viele Menschen an. Warten Sie ein paar Sekunden und versuchen Sie es noch einmal.',
  },
  account: {
    signedInAs: 'Angemeldet als',
    switchAccount: 'Nicht Sie? Abmelden',
    title: 'Ihr Konto',
  },
  consent: {
    title: '{{application}} bittet um Zugriff',
    lead: 'Wenn Sie zustimmen, darf die Anwendung in Ihrem Namen:',
    leadWithoutScopes: 'Sie möchte nur wissen, dass Sie es sind, und bittet um nichts weiter.',
    newLead: 'Sie haben der Anwendung schon etwas erlaubt. Jetzt bittet sie außerdem um Folgendes:',
    allBefore: 'Das alles haben Sie schon einmal erlaubt.',
    before: 'Schon erlaubt',
    optional: 'Das können Sie weglassen',
    publisher: 'Herausgeber',
    publisherVerified: '{{publisher}} (wir haben geprüft, wer das ist)',
    publisherUnverified: '{{publisher}} (nach eigener Angabe: Wir haben das nicht geprüft)',
    publisherUnknown: 'nicht bekannt: Niemand hat uns gesagt, wer dahintersteht',
    destination: 'Danach geht Ihr Browser zu',
    loopback: 'einer Anwendung auf diesem Computer ({{host}})',
    privateUse: 'einer Anwendung auf diesem Gerät ({{scheme}})',
    allow: 'Erlauben',
    deny: 'Ablehnen',
  },
  device: {
    enter: {
      title: 'Gerät verbinden',
      lead: 'Geben Sie den Code ein, den Ihr Gerät anzeigt.',
      label: 'Gerätecode',
      hint: 'Acht Buchstaben und Ziffern. Groß- und Kleinschreibung, Leerzeichen und Bindestriche spielen keine Rolle.',
      submit: 'Weiter',
      problems: 'Mit diesem Code geht es nicht weiter',
      missing: 'Geben Sie den Code von Ihrem Gerät ein',
      unknown:
        'Kein Gerät wartet mit diesem Code. Prüfen Sie ihn, oder lassen Sie das Gerät einen neuen anzeigen: Codes gelten nur einige Minuten.',
      used: 'Dieser Code wurde schon verwendet. Lassen Sie das Gerät einen neuen anzeigen.',
      mustBeTyped:
        'Bei diesem Gerät muss der Code zu Ihrer Sicherheit eingetippt werden. Lesen Sie ihn vom Gerät ab und geben Sie ihn selbst ein.',
    },
    compare: {
      title: 'Steht dieser Code auf Ihrem Gerät?',
      lead: 'Ein Link hat den Code mitgebracht. Fahren Sie nur fort, wenn das Gerät vor Ihnen genau diesen anzeigt.',
      submit: 'Ja, es ist derselbe',
    },
    confirm: {
      title: '{{application}} verbinden?',
      lead: 'Wenn Sie zustimmen, darf die Anwendung auf dem Gerät in Ihrem Namen:',
      leadWithoutScopes:
        'Die Anwendung auf dem Gerät möchte nur wissen, dass Sie es sind, und bittet um nichts weiter.',
      code: 'Code auf dem Gerät',
      kind: 'Art des Geräts',
      kindAndName: '{{kind}}, nennt sich „{{name}}“',
      asked: 'Angefragt',
      remoteAddress: 'Von der Adresse',
      sameAddress: '{{address}}, wo auch Sie sind',
      region: 'Aus der Region',
      unknown: 'nicht bekannt',
      warningTitle: 'Haben Sie das selbst begonnen?',
      warning:
        'Fahren Sie nur fort, wenn das Gerät vor Ihnen steht und diesen Code anzeigt. Hat Ihnen jemand den Code oder einen Link geschickt, lehnen Sie ab: Diese Person käme in Ihr Konto.',
      approve: 'Ja, verbinden',
      deny: 'Nein, ablehnen',
    },
    kinds: {
      tv: 'Fernseher',
      phone: 'Telefon oder Tablet',
      computer: 'Rechner',
      charger: 'Ladestation',
      sensor: 'Messgerät oder Sensor',
      device: 'Ein Gerät',
    },
    approved: {
      title: 'Ihr Gerät ist verbunden',
      lead: 'Gehen Sie zurück zu Ihrem Gerät: In wenigen Sekunden geht es dort von selbst weiter. Sie können diese Seite schließen.',
    },
    denied: {
      title: 'Das Gerät wurde abgelehnt',
      lead: 'Es hat nichts bekommen. Wenn Sie das nicht begonnen haben, müssen Sie nichts weiter tun. Sie können diese Seite schließen.',
    },
    answered: {
      title: 'Dieser Code hat schon seine Antwort',
      lead: 'Gehen Sie zurück zu Ihrem Gerät. Wartet es noch immer, lassen Sie es einen neuen Code anzeigen und geben Sie diesen ein.',
      another: 'Anderen Code eingeben',
    },
  },
  errors: {
    mender: 'Wer es beheben kann',
    menders: {
      you: 'Sie: Der nächste Schritt steht oben',
      application: 'Die Anwendung: Ihre Entwickler können es beheben',
      us: 'Wir: Sie müssen nichts tun',
    },
    errorCode: 'Fehlercode',
    errorDescription: 'Für die Entwickler',
    retryAfter: 'Neuer Versuch in',
    time: 'Zeit',
    reference: 'Kennung',
    home: 'Startseite',
    again: 'Seite neu öffnen',
    code: 'Anderen Code eingeben',
    application: 'Zurück zu {{application}}',
    kinds: {
      not_found: {
        title: 'Diese Seite gibt es nicht',
        what: 'Unter dieser Adresse ist nichts.',
        next: 'Prüfen Sie die Adresse auf Tippfehler, oder beginnen Sie auf der Startseite.',
      },
      malformed_request: {
        title: 'Diese Anfrage war nicht lesbar',
        what: 'In der Adresse oder im Formular ist etwas unvollständig oder doppelt vorhanden.',
        next: 'Gehen Sie dorthin zurück, wo Sie hergekommen sind, und versuchen Sie es von dort noch einmal.',
      },
      missing_request: {
        title: 'Hier fehlt etwas',
        what: 'Diese Seite gehört zu einer Anmeldung, die eine Anwendung beginnt, und die Adresse sagt nicht, zu welcher.',
        next: 'Gehen Sie zur Anwendung und melden Sie sich dort an.',
      },
      expired_request: {
        title: 'Das hat etwas zu lange gedauert',
        what: 'Eine Anwendung wartet nur wenige Minuten auf eine Antwort. Diese Anfrage ist abgelaufen, und es wurde nichts erlaubt.',
        next: 'Gehen Sie zurück zur Anwendung und beginnen Sie dort noch einmal.',
      },
      decided_request: {
        title: 'Sie haben schon geantwortet',
        what: 'Diese Anfrage hat ihre Antwort, und eine Antwort gilt nur einmal. Gerade wurde nichts geändert.',
        next: 'Machen Sie in der Anwendung weiter. Wenn Sie anders antworten möchten, beginnen Sie dort noch einmal.',
      },
      other_browser: {
        title: 'Diese Anmeldung begann woanders',
        what: 'Sie wurde in einem anderen Browser begonnen, oder Ihr Browser hat unser Cookie nicht behalten. Damit niemand über einen Link in Ihr Konto kommt, lässt sie sich nur dort abschließen, wo sie begonnen wurde.',
        next: 'Öffnen Sie die Anwendung in diesem Browser und melden Sie sich von dort an. Hilft das nicht, erlauben Sie Cookies für diese Website. Hat Ihnen jemand diesen Link geschickt, schließen Sie die Seite.',
      },
      decided_device: {
        title: 'Dieses Gerät hat schon seine Antwort',
        what: 'Über diesen Code wurde bereits entschieden, deshalb wurde Ihre Antwort nicht gespeichert.',
        next: 'Wartet das Gerät noch immer, lassen Sie es einen neuen Code anzeigen.',
      },
      too_many_codes: {
        title: 'Zu viele Codes wurden probiert',
        what: 'Von Ihrer Adresse oder Ihrem Konto aus wurden viele Codes eingegeben, die kein Gerät anzeigt. Damit niemand Codes errät, machen wir eine Pause.',
        next: 'Warten Sie ein wenig und geben Sie dann den Code ein, den Ihr Gerät dann anzeigt.',
      },
      too_many_sign_ins: {
        title: 'Zu viele Anmeldungen sind fehlgeschlagen',
        what: 'Für dieses Konto oder von Ihrer Adresse aus wurde oft ein falsches Passwort eingegeben. Damit niemand Passwörter errät, machen wir eine Pause.',
        next: 'Warten Sie ein wenig und versuchen Sie es dann noch einmal. Waren Sie das nicht, schützt Ihr Passwort Ihr Konto weiterhin.',
      },
      too_many_mails: {
        title: 'Es wurden zu viele E-Mails angefordert',
        what: 'Für diese Adresse oder aus Ihrem Netzwerk wurden in kurzer Zeit mehrere Links angefordert. Damit niemandes Postfach überflutet wird, machen wir eine Pause.',
        next: 'Sehen Sie nach, ob schon eine E-Mail da ist: Der Link darin gilt eine Stunde lang. Sonst warten Sie ein wenig und versuchen es dann noch einmal.',
      },
      too_many_attempts: {
        title: 'Zu viele falsche Codes',
        what: 'Für dieses Konto wurden viele Male falsche Codes eingegeben. Damit niemand Codes erraten kann, machen wir eine Pause.',
        next: 'Warten Sie ein wenig und versuchen Sie es dann noch einmal. Wenn Sie das nicht waren, kennt jemand Ihr Passwort: Ändern Sie es.',
      },
      stale_form: {
        title: 'Dieses Formular ist nicht mehr aktuell',
        what: 'Das Formular gehört zu einer anderen Anmeldung, oder Ihr Browser hat unser Cookie nicht mitgeschickt. Es wurde nichts geändert.',
        next: 'Öffnen Sie die Seite neu und versuchen Sie es noch einmal. Hilft das nicht, erlauben Sie Cookies für diese Website.',
      },
      foreign_form: {
        title: 'Dieses Formular kam von woanders',
        what: 'Eine andere Website wollte in Ihrem Namen ein Formular abschicken. Es wurde nichts geändert.',
        next: 'Schließen Sie jene Website. Formulare werden nur von den Seiten dieses Servers angenommen.',
      },
      too_large: {
        title: 'Das war zu viel auf einmal',
        what: 'Das Formular enthält mehr, als dieser Server annimmt.',
        next: 'Kürzen Sie Ihre Eingaben und versuchen Sie es noch einmal.',
      },
      unsupported_form: {
        title: 'Diese Art von Formular wird hier nicht angenommen',
        what: 'Das Formular kam nicht von einer Seite dieses Servers.',
        next: 'Für Entwickler: Formulare müssen vom Typ application/x-www-form-urlencoded sein.',
      },
      refused_request: {
        title: 'Die Anfrage der Anwendung wurde abgelehnt',
        what: 'Die Anwendung, die Sie hierher geschickt hat, hat einen Fehler gemacht. Deshalb wurden Sie dort nicht angemeldet, und sie hat nichts über Sie erfahren.',
        next: 'Sie können es von der Anwendung aus noch einmal versuchen. Kommt diese Seite wieder, geben Sie deren Entwicklern die Angaben unten weiter.',
      },
      unavailable: {
        title: 'Das geht gerade nicht',
        what: 'Ein Teil dieses Servers antwortet nicht. Es ist nichts verloren.',
        next: 'Warten Sie einen Moment und versuchen Sie es noch einmal.',
      },
      defect: {
        title: 'Bei uns ist etwas schiefgegangen',
        what: 'Das liegt nicht an Ihnen.',
        next: 'Versuchen Sie es noch einmal. Wenn es so bleibt, nennen Sie uns die Kennung unten.',
      },
    },
  },
};
