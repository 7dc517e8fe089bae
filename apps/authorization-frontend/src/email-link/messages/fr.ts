import type { Translated } from '@latchkey/ui';
import type { en } from './en';

/** Words of the pages about links in mails, in French. */
export const fr: Translated<typeof en> = {
  email: 'Adresse e-mail',
  signIn: 'Se connecter',
  ask: {
    signUp: {
      title: 'Créer un compte',
      lead: 'Indiquez-nous votre adresse e-mail. Nous vous envoyons un lien qui vous permettra de choisir votre nom et votre mot de passe.',
      other: 'Vous avez déjà un compte ?',
    },
    resetPassword: {
      title: 'Mot de passe oublié ?',
      lead: 'Indiquez-nous l’adresse e-mail de votre compte. Nous vous envoyons un lien qui vous permettra de choisir un nouveau mot de passe.',
      other: 'Vous vous en souvenez finalement ?',
    },
    submit: 'Recevoir le lien',
    problems: 'Aucun e-mail n’a encore été envoyé',
    missingEmail: 'Saisissez votre adresse e-mail',
    badEmail: 'Vérifiez l’adresse : aucun e-mail ne peut être envoyé à celle-ci',
  },
  closed: {
    title: 'L’inscription n’est pas ouverte',
    lead: 'Les comptes de ce serveur sont créés par ses responsables. Si vous en avez déjà un, connectez-vous avec celui-ci.',
  },
  sent: {
    title: 'Consultez votre messagerie',
    signUp: 'Un e-mail est en route vers {{email}}. Ouvrez le lien qu’il contient pour continuer.',
    resetPassword:
      'Un e-mail est en route vers {{email}}. Ouvrez le lien qu’il contient pour choisir un nouveau mot de passe.',
    limits:
      'Le lien sert une seule fois et reste valable une heure. Vous pouvez aussi l’ouvrir sur un autre appareil.',
    againTitle: 'Nous l’avons renvoyé',
    againText: 'Le lien du nouvel e-mail vaut autant que le précédent : utilisez l’un ou l’autre.',
    missing:
      'Toujours rien après quelques minutes ? Regardez parmi les messages indésirables et vérifiez que l’adresse ci-dessus ne contient pas de faute de frappe.',
    again: 'Renvoyer l’e-mail',
    other: 'Utiliser une autre adresse',
    elsewhere: 'Vous avez ouvert le lien sur un autre appareil ?',
    keptTitle: 'Ce serveur sert au développement',
    keptText: 'Il n’envoie pas d’e-mails : il les garde pour que vous puissiez les lire.',
    outbox: 'Lire l’e-mail',
  },
  choose: {
    signUp: {
      title: 'Vous y êtes presque',
      lead: 'Votre adresse e-mail est confirmée. Il ne manque que deux informations.',
      submit: 'Créer le compte',
    },
    resetPassword: {
      title: 'Choisir un nouveau mot de passe',
      lead: 'Il remplace l’ancien. Toutes vos sessions encore ouvertes seront fermées.',
      submit: 'Enregistrer le mot de passe',
    },
    name: 'Votre nom',
    nameHint: 'Tel que les applications doivent vous appeler.',
    password: 'Nouveau mot de passe',
    rule: 'Au moins {{length}} caractères. Il n’y a pas d’autre règle : quelques mots à la suite se retiennent facilement et se devinent difficilement.',
    problems: 'Il manque quelque chose, ou une saisie ne convient pas',
    missingName: 'Saisissez votre nom',
    longName: 'Raccourcissez le nom : il dépasse 200 caractères',
    badName:
      'Quelque chose dans ce nom ne peut pas être affiché. Utilisez des lettres, des chiffres et des signes courants.',
    missingPassword: 'Choisissez un mot de passe',
    shortPassword: 'Ce mot de passe est trop court : il lui faut au moins {{length}} caractères',
    longPassword: 'Ce mot de passe est plus long que ce que nous acceptons. Choisissez-en un plus court.',
    commonPassword:
      'Ce mot de passe fait partie des premiers que d’autres essaieraient. Choisissez-en un autre.',
    likeAccount: 'Ce mot de passe ressemble trop à votre nom ou à votre adresse. Choisissez-en un autre.',
    busy: 'Il y a beaucoup d’activité en ce moment. Attendez quelques secondes, puis saisissez le mot de passe et réessayez.',
  },
  changeEmail: {
    title: 'Est-ce bien votre nouvelle adresse ?',
    lead: 'Elle vous servira désormais à vous connecter, et les e-mails concernant votre compte y seront envoyés. Nous en informerons votre ancienne adresse. N’acceptez que si vous l’avez demandé vous-même, dans votre propre compte.',
    submit: 'Oui, utiliser cette adresse',
    takenTitle: 'Cette adresse appartient à un autre compte',
    takenLead:
      'Votre compte garde l’adresse qu’il a. Si l’autre compte est aussi le vôtre, connectez-vous à celui-ci.',
    otherTitle: 'Vous êtes connecté à un autre compte',
    otherLead:
      'Vous êtes connecté en tant que {{email}}, et ce n’est pas dans ce compte que l’adresse a été demandée. Rien n’a été modifié. Si vous ne l’avez pas demandé vous-même, fermez cette page.',
    otherSubmit: 'Se connecter avec l’autre compte',
  },
  ended: {
    title: 'Ce lien n’est plus valable',
    lead: 'Un lien sert une seule fois et reste valable une heure. Celui-ci a déjà servi, son heure est passée, ou votre navigateur n’a pas gardé notre cookie.',
    signUp:
      'Si vous avez déjà choisi votre mot de passe, connectez-vous simplement. Sinon, demandez un nouveau lien.',
    resetPassword:
      'Si vous avez déjà un nouveau mot de passe, connectez-vous simplement. Sinon, demandez un nouveau lien.',
    changeEmail: 'Votre compte vous montre l’adresse qu’il a, et vous pouvez l’y modifier.',
    anew: 'Demander un nouveau lien',
    account: 'Voir votre compte',
  },
  done: {
    signUp: 'Votre compte est prêt',
    resetPassword: 'Votre nouveau mot de passe est enregistré',
    changeEmail: 'Votre compte a sa nouvelle adresse',
    back: 'Retournez dans l’application, ou dans la fenêtre où vous avez commencé, et connectez-vous à cet endroit. Vous pouvez fermer cette page.',
    changeEmailLead:
      'Connectez-vous désormais avec la nouvelle adresse. Nos e-mails y seront envoyés également.',
  },
};
