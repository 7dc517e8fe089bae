import type { Translated } from '@latchkey/ui';
import type { en } from './en';

/** Words of the mails, in French. */
export const fr: Translated<typeof en> = {
  greeting: { plain: 'Bonjour,', named: 'Bonjour {{name}},' },
  lifetime: 'Le lien fonctionne une seule fois, pendant une heure.',
  advice: {
    nothing_happens: 'Si ce n’était pas vous, vous n’avez rien à faire : sans vous, il ne se passe rien.',
    new_password: 'Si ce n’était pas vous, choisissez tout de suite un nouveau mot de passe : {{link}}',
    look_through: 'Si ce n’était pas vous, vérifiez votre compte et changez votre mot de passe : {{link}}',
    tell_us: 'Si ce n’était pas vous, prévenez tout de suite les responsables de {{brand}}.',
  },
  mails: {
    sign_up: {
      subject: 'Votre compte {{brand}}',
      text: 'Cette adresse a été saisie pour créer un compte {{brand}}. Choisissez ici votre nom et votre mot de passe :',
    },
    already_registered: {
      subject: 'Vous avez déjà un compte {{brand}}',
      text: 'Cette adresse a été saisie pour créer un compte {{brand}}. Il y en a déjà un, et c’est le vôtre. Connectez-vous ici ; si vous avez oublié votre mot de passe, cette page vous aide aussi :',
    },
    reset_password: {
      subject: 'Nouveau mot de passe pour {{brand}}',
      text: 'Quelqu’un a demandé un nouveau mot de passe pour votre compte {{brand}}. Choisissez-le ici :',
    },
    no_account: {
      subject: 'Aucun compte {{brand}} avec cette adresse',
      text: 'Quelqu’un a demandé un nouveau mot de passe pour {{brand}}, mais aucun compte n’a cette adresse. Si vous en avez un, il a une autre adresse.',
    },
    change_email: {
      subject: 'Confirmez votre adresse pour {{brand}}',
      text: 'Cette adresse a été saisie comme nouvelle adresse d’un compte {{brand}}. Confirmez-la ici :',
    },
    address_taken: {
      subject: 'Votre adresse est déjà utilisée chez {{brand}}',
      text: 'Cette adresse a été saisie comme nouvelle adresse d’un autre compte {{brand}}. Elle appartient déjà à votre compte, et une adresse ne peut avoir qu’un seul compte.',
    },
    password_changed: {
      subject: 'Votre mot de passe a été changé',
      text: 'Le mot de passe de votre compte {{brand}} a été changé. Tous les autres navigateurs ont été déconnectés.',
    },
    password_reset: {
      subject: 'Votre mot de passe a été remplacé',
      text: 'Le mot de passe de votre compte {{brand}} a été remplacé au moyen d’un lien reçu par e-mail. Tous les navigateurs ont été déconnectés.',
    },
    email_changed: {
      subject: 'Votre adresse a été changée',
      text: 'Votre compte {{brand}} a maintenant une autre adresse e-mail. Celle-ci n’y est plus liée.',
    },
    passkey_added: {
      subject: 'Une clé d’accès a été ajoutée',
      text: 'Une clé d’accès a été ajoutée à votre compte {{brand}}. Qui la détient peut se connecter avec elle. Les autres navigateurs connectés avec le seul mot de passe ont été déconnectés.',
    },
    passkey_removed: {
      subject: 'Une clé d’accès a été supprimée',
      text: 'Une clé d’accès a été supprimée de votre compte {{brand}}. Elle ne permet plus de se connecter.',
    },
    totp_added: {
      subject: 'Une application d’authentification a été ajoutée',
      text: 'Une application d’authentification a été ajoutée à votre compte {{brand}}. Son code vous sera désormais demandé à la connexion. Les autres navigateurs connectés avec le seul mot de passe ont été déconnectés.',
    },
    totp_removed: {
      subject: 'Votre application d’authentification a été supprimée',
      text: 'L’application d’authentification a été supprimée de votre compte {{brand}}. Ses codes ne fonctionnent plus.',
    },
    recovery_codes_replaced: {
      subject: 'Vous avez de nouveaux codes de secours',
      text: 'Les codes de secours de votre compte {{brand}} ont été remplacés. Les anciens ne fonctionnent plus.',
    },
    recovery_code_used: {
      subject: 'Un code de secours a été utilisé',
      text: 'Quelqu’un s’est connecté à votre compte {{brand}} avec un code de secours. Ce code ne fonctionne plus.',
    },
    account_deleted: {
      subject: 'Votre compte a été supprimé',
      text: 'Votre compte {{brand}} a été supprimé, avec tout ce qui lui appartenait.',
    },
  },
};
