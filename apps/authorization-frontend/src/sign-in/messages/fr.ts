import type { Translated } from '@latchkey/ui';
import type { en } from './en';

/** Words of the steps of a sign-in, in French. */
export const fr: Translated<typeof en> = {
  ended: 'Veuillez recommencer : une connexion inachevée prend fin au bout de dix minutes.',
  passkey: 'Se connecter avec une clé d’accès',
  wrongPasskey: 'Cette clé d’accès ne convient pas ici. Réessayez, ou choisissez un autre moyen.',
  forgot: 'Mot de passe oublié ?',
  signUp: 'Créer un compte',
  secondStep: {
    title: 'Encore une étape',
    lead: 'Vous vous connectez en tant que {{email}}. Montrez que c’est bien vous.',
    code: 'Code de votre application d’authentification',
    codeHint: 'Les six chiffres que l’application affiche en ce moment.',
    submit: 'Continuer',
    passkey: 'Utiliser une clé d’accès',
    recovery: 'Utiliser un code de secours',
    recoveryCode: 'Code de secours',
    recoveryHint:
      'L’un des codes que vous avez gardés pour cela. Chacun sert une fois ; espaces et tirets ne comptent pas.',
    recoverySubmit: 'Utiliser ce code',
    other: 'Se connecter avec un autre compte',
    problems: 'Nous ne pouvons pas encore continuer',
    missingCode: 'Saisissez le code de votre application d’authentification',
    wrongCode: 'Ce code est faux ou a déjà servi. Attendez le suivant et saisissez celui-là.',
    missingRecoveryCode: 'Saisissez un code de secours',
    wrongRecoveryCode: 'Ce code de secours est faux ou a déjà servi. Vérifiez-le, ou prenez-en un autre.',
  },
  selectAccount: {
    title: 'Quel compte ?',
    lead: '{{application}} vous demande de choisir.',
    hint: 'L’application attend {{hint}}. Vous êtes connecté avec un autre compte.',
    continueAs: 'Continuer en tant que {{email}}',
    other: 'Utiliser un autre compte',
  },
  unmet: {
    title: '{{application}} demande une connexion plus sûre',
    lead: 'Votre compte n’a pas encore de second moyen de montrer que c’est vous. Ajoutez une clé d’accès ou une application d’authentification, puis continuez.',
    leadPasskey:
      'Une clé d’accès est demandée, et votre compte n’en a pas encore. Ajoutez-en une, puis continuez.',
    setUp: 'L’ajouter maintenant',
    back: 'Revenir à {{application}} sans cela',
  },
};
