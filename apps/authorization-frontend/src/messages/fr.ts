import type { Translated } from '@latchkey/ui';
import type { en } from './en';

/** Words of the pages that people go through, in French. */
export const fr: Translated<typeof en> = {
  signIn: {
    title: 'Se connecter',
    leads: {
      welcome: 'avec votre compte sur ce serveur',
      device: 'pour associer votre appareil',
      consent: 'pour continuer vers {{application}}',
      account: 'pour voir votre compte',
      changeEmail: 'pour confirmer la nouvelle adresse de votre compte : ici encore avec l’ancienne',
    },
    email: 'Adresse e-mail',
    password: 'Mot de passe',
    submit: 'Se connecter',
    where:
      'Vous êtes sur {{host}}. Vérifiez que votre navigateur affiche cette adresse avant de saisir votre mot de passe.',
    problems: 'La connexion n’a pas encore abouti',
    missingEmail: 'Saisissez votre adresse e-mail',
    missingPassword: 'Saisissez votre mot de passe',
    wrongCredentials: 'L’adresse e-mail et le mot de passe ne correspondent pas. Vérifiez-les et réessayez.',
    busy: 'Beaucoup de personnes se connectent en ce moment. Attendez quelques secondes et réessayez.',
  },
  account: {
    signedInAs: 'Compte utilisé',
    switchAccount: 'Ce n’est pas vous ? Se déconnecter',
    title: 'Votre compte',
  },
  consent: {
    title: '{{application}} demande un accès',
    lead: 'Si vous l’autorisez, l’application pourra, en votre nom :',
    leadWithoutScopes: 'Elle veut savoir que c’est bien vous, et ne demande rien d’autre.',
    newLead: 'Vous lui avez déjà accordé un accès. Elle demande maintenant en plus :',
    allBefore: 'Vous avez déjà autorisé tout cela.',
    before: 'Déjà autorisé',
    optional: 'Vous pouvez refuser séparément',
    publisher: 'Éditeur',
    publisherVerified: '{{publisher}} (nous avons vérifié de qui il s’agit)',
    publisherUnverified: '{{publisher}} (selon ses propres dires : nous ne l’avons pas vérifié)',
    publisherUnknown: 'inconnu : personne ne nous a dit qui en est responsable',
    destination: 'Ensuite, votre navigateur ira vers',
    loopback: 'une application sur cet ordinateur ({{host}})',
    privateUse: 'une application sur cet appareil ({{scheme}})',
    allow: 'Autoriser',
    deny: 'Refuser',
  },
  device: {
    enter: {
      title: 'Associer un appareil',
      lead: 'Saisissez le code que votre appareil affiche.',
      label: 'Code de l’appareil',
      hint: 'Huit lettres et chiffres. Les majuscules, les espaces et les tirets n’ont pas d’importance.',
      submit: 'Continuer',
      problems: 'Impossible de continuer avec ce code',
      missing: 'Saisissez le code de votre appareil',
      unknown:
        'Aucun appareil n’attend avec ce code. Vérifiez-le, ou demandez un nouveau code à l’appareil : un code ne vaut que quelques minutes.',
      used: 'Ce code a déjà servi. Demandez-en un nouveau à l’appareil.',
      mustBeTyped:
        'Pour votre sécurité, le code de cet appareil doit être saisi à la main. Lisez-le sur l’appareil et saisissez-le vous-même.',
    },
    compare: {
      title: 'Est-ce bien le code de votre appareil ?',
      lead: 'Un lien a apporté ce code. Ne continuez que si l’appareil devant vous affiche exactement le même.',
      submit: 'Oui, c’est le même',
    },
    confirm: {
      title: 'Associer {{application}} ?',
      lead: 'Si vous l’autorisez, l’application sur l’appareil pourra, en votre nom :',
      leadWithoutScopes:
        'L’application sur l’appareil veut savoir que c’est bien vous, et ne demande rien d’autre.',
      code: 'Code sur l’appareil',
      kind: 'Type d’appareil',
      kindAndName: '{{kind}}, se présente comme « {{name}} »',
      asked: 'Demandé',
      remoteAddress: 'Depuis l’adresse',
      sameAddress: '{{address}}, où vous êtes aussi',
      region: 'Depuis la région',
      unknown: 'inconnu',
      warningTitle: 'Est-ce vous qui avez commencé ?',
      warning:
        'Ne continuez que si l’appareil est devant vous et affiche ce code. Si quelqu’un vous a envoyé le code ou un lien, refusez : cette personne entrerait dans votre compte.',
      approve: 'Oui, l’associer',
      deny: 'Non, refuser',
    },
    kinds: {
      tv: 'Téléviseur',
      phone: 'Téléphone ou tablette',
      computer: 'Ordinateur',
      charger: 'Borne de recharge',
      sensor: 'Capteur',
      device: 'Un appareil',
    },
    approved: {
      title: 'Votre appareil est associé',
      lead: 'Retournez à votre appareil : il continue tout seul dans quelques secondes. Vous pouvez fermer cette page.',
    },
    denied: {
      title: 'L’appareil a été refusé',
      lead: 'Il n’a rien obtenu. Si ce n’est pas vous qui avez commencé, vous n’avez rien d’autre à faire. Vous pouvez fermer cette page.',
    },
    answered: {
      title: 'Ce code a déjà sa réponse',
      lead: 'Retournez à votre appareil. S’il attend toujours, faites-lui afficher un nouveau code et saisissez-le.',
      another: 'Saisir un autre code',
    },
  },
  errors: {
    mender: 'Qui peut y remédier',
    menders: {
      you: 'Vous : l’étape indiquée ci-dessus devrait suffire',
      application: 'L’application : ses développeurs peuvent la corriger',
      us: 'Nous : vous n’avez rien à faire',
    },
    errorCode: 'Code d’erreur',
    errorDescription: 'Pour les développeurs',
    retryAfter: 'Réessayez dans',
    time: 'Heure',
    reference: 'Référence',
    home: 'Page d’accueil',
    again: 'Rouvrir la page',
    code: 'Saisir un autre code',
    application: 'Retour à {{application}}',
    kinds: {
      not_found: {
        title: 'Cette page n’existe pas',
        what: 'Il n’y a rien à cette adresse.',
        next: 'Vérifiez qu’elle ne contient pas de faute de frappe, ou partez de la page d’accueil.',
      },
      malformed_request: {
        title: 'Cette demande est illisible',
        what: 'Quelque chose dans l’adresse ou dans le formulaire est incomplet ou présent deux fois.',
        next: 'Revenez là d’où vous venez et réessayez.',
      },
      missing_request: {
        title: 'Il manque quelque chose',
        what: 'Cette page fait partie d’une connexion demandée par une application, et l’adresse ne dit pas laquelle.',
        next: 'Allez dans l’application et connectez-vous depuis celle-ci.',
      },
      expired_request: {
        title: 'Cela a pris un peu trop de temps',
        what: 'Une application n’attend une réponse que quelques minutes. Cette demande a expiré et rien n’a été autorisé.',
        next: 'Retournez dans l’application et recommencez.',
      },
      decided_request: {
        title: 'Vous avez déjà répondu',
        what: 'Cette demande a sa réponse, et une réponse ne vaut qu’une fois. Rien n’a été modifié à l’instant.',
        next: 'Continuez dans l’application. Pour répondre autrement, recommencez depuis celle-ci.',
      },
      other_browser: {
        title: 'Cette connexion a commencé ailleurs',
        what: 'Elle a commencé dans un autre navigateur, ou votre navigateur n’a pas gardé notre cookie. Pour que personne n’entre dans votre compte avec un lien, elle ne peut se terminer que là où elle a commencé.',
        next: 'Ouvrez l’application dans ce navigateur et connectez-vous depuis celle-ci. Si cela ne suffit pas, autorisez les cookies de ce site. Si quelqu’un vous a envoyé ce lien, fermez la page.',
      },
      decided_device: {
        title: 'Cet appareil a déjà sa réponse',
        what: 'Une décision a déjà été prise pour ce code ; votre réponse n’a donc pas été enregistrée.',
        next: 'Si l’appareil attend toujours, demandez-lui un nouveau code.',
      },
      too_many_codes: {
        title: 'Trop de codes ont été essayés',
        what: 'Depuis votre adresse ou votre compte, beaucoup de codes qu’aucun appareil n’affiche ont été saisis. Pour que personne ne devine un code, nous faisons une pause.',
        next: 'Attendez un peu, puis saisissez le code que votre appareil affichera alors.',
      },
      too_many_sign_ins: {
        title: 'Trop de connexions ont échoué',
        what: 'Pour ce compte ou depuis votre adresse, un mot de passe erroné a été saisi de nombreuses fois. Pour que personne ne devine un mot de passe, nous faisons une pause.',
        next: 'Attendez un peu, puis réessayez. Si ce n’était pas vous, votre mot de passe protège toujours votre compte.',
      },
      too_many_mails: {
        title: 'Trop d’e-mails ont été demandés',
        what: 'Pour cette adresse ou depuis votre réseau, plusieurs liens ont été demandés en peu de temps. Pour qu’aucune boîte de réception ne soit submergée, nous faisons une pause.',
        next: 'Regardez si un e-mail est déjà arrivé : le lien qu’il contient reste valable une heure. Sinon, attendez un peu, puis réessayez.',
      },
      too_many_attempts: {
        title: 'Trop de codes faux',
        what: 'Pour ce compte, des codes faux ont été saisis de nombreuses fois. Pour que personne ne puisse deviner de code, nous faisons une pause.',
        next: 'Attendez un peu, puis réessayez. Si ce n’était pas vous, quelqu’un connaît votre mot de passe : changez-le.',
      },
      stale_form: {
        title: 'Ce formulaire n’est plus à jour',
        what: 'Le formulaire fait partie d’une autre connexion, ou votre navigateur n’a pas envoyé notre cookie. Rien n’a été modifié.',
        next: 'Rouvrez la page et réessayez. Si cela ne suffit pas, autorisez les cookies de ce site.',
      },
      foreign_form: {
        title: 'Ce formulaire vient d’ailleurs',
        what: 'Un autre site a voulu envoyer un formulaire en votre nom. Rien n’a été modifié.',
        next: 'Fermez cet autre site. Seuls les formulaires des pages de ce serveur sont acceptés.',
      },
      too_large: {
        title: 'C’était trop à la fois',
        what: 'Le formulaire contient plus que ce que ce serveur accepte.',
        next: 'Raccourcissez votre saisie et réessayez.',
      },
      unsupported_form: {
        title: 'Ce type de formulaire n’est pas accepté ici',
        what: 'Le formulaire ne vient pas d’une page de ce serveur.',
        next: 'Pour les développeurs : les formulaires doivent être du type application/x-www-form-urlencoded.',
      },
      refused_request: {
        title: 'La demande de l’application a été refusée',
        what: 'L’application qui vous a envoyé ici a commis une erreur. La connexion n’a donc pas eu lieu, et elle n’a rien appris sur vous.',
        next: 'Vous pouvez réessayer depuis l’application. Si cette page revient, transmettez à ses développeurs ce qui est indiqué ci-dessous.',
      },
      unavailable: {
        title: 'Ce n’est pas possible pour le moment',
        what: 'Une partie de ce serveur ne répond pas. Rien n’est perdu.',
        next: 'Attendez un instant et réessayez.',
      },
      defect: {
        title: 'Un problème est survenu de notre côté',
        what: 'Vous n’y êtes pour rien.',
        next: 'Réessayez. Si le problème persiste, communiquez-nous la référence ci-dessous.',
      },
    },
  },
};
