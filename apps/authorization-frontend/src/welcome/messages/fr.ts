import type { Translated } from '@latchkey/ui';
import type { en } from './en';

/** Words of the welcome page, in French. */
export const fr: Translated<typeof en> = {
  title: 'Serveur OAuth',
  headline: 'Connexion et accès pour vos applications',
  lead: '{{name}} est un serveur d’autorisation OAuth 2.0. Les personnes s’y connectent et décident de ce qu’une application peut faire ; l’application reçoit un jeton pour cela précisément, et ne voit jamais de mot de passe.',
  footer: '{{name}}, un serveur d’autorisation OAuth 2.0',
  contents: 'Sur cette page',
  sketch: {
    name: 'Votre application',
    title: 'Votre application demande un accès',
    see: 'Voir vos appareils énergétiques',
    control: 'Les piloter',
    allow: 'Autoriser',
    deny: 'Refuser',
  },
  gettingStarted: {
    heading: 'Pour commencer',
    lead: 'Nous enregistrons d’abord chaque application. Décrivez en quelques phrases ce que vous construisez et répondez à quatre questions. Si vous hésitez sur l’une d’elles, laissez-la ouverte : votre description suffira, et nous trouverons la réponse ensemble.',
  },
  request: {
    button: 'Demander une application',
    subject: 'Demande d’application OAuth',
    introduction: 'Ce que fait mon application :',
    questions: {
      clientType: {
        title: 'Type de client',
        ask: 'Type de client : public ou confidential ?',
        explanation:
          'Confidential, s’il fonctionne sur un de vos serveurs et sait garder un secret. Public, si le code est entre les mains des utilisateurs : application mobile, de bureau ou monopage, ou appareil.',
      },
      grantType: {
        title: 'Type de grant',
        ask: 'Type de grant : authorization, client credentials ou device ?',
        explanation:
          'Authorization, pour des personnes avec un navigateur. Client credentials, pour un service qui agit pour lui-même. Device, pour ce qui n’a ni navigateur ni clavier.',
      },
      redirectUris: {
        title: 'URI de redirection',
        ask: 'URI de redirection autorisées :',
        explanation:
          'Où le navigateur revient après la décision, au caractère près. Seul le grant authorization en a besoin.',
      },
      resources: {
        title: 'Ressources',
        ask: 'Ressources auxquelles elle doit accéder :',
        explanation:
          'Lesquelles des API ci-dessous, et pour quoi faire. Vous pouvez regarder avant de demander.',
      },
    },
    seeResources: 'Voir les ressources',
  },
  standards: {
    heading: 'Ce qu’il met en œuvre',
    list: {
      rfc6749: {
        name: 'OAuth 2.0',
        about: 'grants par code d’autorisation, identifiants du client et jeton de rafraîchissement',
      },
      rfc7636: { name: 'PKCE', about: 'pour chaque code d’autorisation, avec S256' },
      rfc8628: { name: 'Autorisation d’appareils', about: 'pour les appareils sans navigateur ni clavier' },
      rfc8252: { name: 'Applications natives', about: 'URI de redirection locales et à schéma privé' },
      rfc6750: { name: 'Jetons Bearer', about: 'dans l’en-tête Authorization' },
      rfc9068: { name: 'Jetons d’accès JWT', about: 'qu’une API peut vérifier elle-même' },
      rfc8707: { name: 'Indicateurs de ressource', about: 'des jetons pour une API et aucune autre' },
      rfc9207: { name: 'Identification de l’émetteur', about: 'contre la confusion entre serveurs' },
      rfc8414: { name: 'Métadonnées du serveur', about: 'la configuration que lisent les bibliothèques' },
    },
  },
  addresses: {
    heading: 'Adresses',
    lead: 'La plupart des bibliothèques n’ont besoin que de la première et lisent les autres dans les métadonnées.',
    issuer: 'Émetteur',
    metadata: 'Métadonnées',
    authorization: 'Autorisation',
    token: 'Jetons',
    deviceAuthorization: 'Autorisation d’appareils',
    keys: 'Clés',
  },
  examples: {
    curl: 'La même chose avec curl',
    resource: {
      title: 'Accéder à la ressource protégée',
      after: 'La forme que la RFC 6750 donne à l’en-tête, `Bearer YOUR_ACCESS_TOKEN`, convient aussi.',
    },
    authorization: {
      heading: 'Exemple : authorization',
      lead: 'Pour les applications dont les utilisateurs ont un navigateur. La personne se connecte et autorise l’accès ici ; votre application reçoit un code et l’échange contre des jetons.',
      pkce: {
        title: 'Créer un code verifier PKCE et son challenge',
        label: 'JavaScript',
        after:
          'Créez une nouvelle paire à chaque fois. La RFC 7636 demande de 43 à 128 caractères, comme les produit ce code ; pour les anciens clients, des verifiers plus courts sont acceptés, jusqu’à 32 caractères.',
      },
      authorize: {
        title: 'Demander l’autorisation',
        before: 'Envoyez le navigateur à cette adresse.',
        after:
          'Il revient à votre URI de redirection avec `code` et `iss` dans la requête, et avec `state` si vous en avez envoyé un. Encodez en pourcentage les valeurs que vous insérez.',
      },
      exchange: {
        title: 'Échanger le code contre un jeton d’accès',
        after:
          'Un code ne sert qu’une fois, et peu de temps. Le jeton de rafraîchissement de la réponse vous donne le jeton d’accès suivant.',
      },
    },
    clientCredentials: {
      heading: 'Exemple : client credentials',
      lead: 'Pour un service qui agit pour lui-même. Personne ne se connecte ; le service présente son propre identifiant et son secret.',
      exchange: { title: 'Échanger les identifiants contre un jeton d’accès' },
    },
    device: {
      heading: 'Exemple : device',
      lead: 'Pour les téléviseurs, les consoles, les lignes de commande et tout ce qui n’a pas de navigateur.',
      authorize: {
        title: 'Autoriser l’appareil',
        after:
          'L’appareil transmet `user_code` et `verification_uri` à la personne : sur son écran s’il en a un, sinon à voix haute, par Bluetooth ou comme il peut.',
      },
      visit: {
        title: 'La personne se rend à l’adresse',
        before: 'Un appareil avec un écran affiche à peu près ceci :',
        line: 'Avec un navigateur sur votre téléphone ou ordinateur, allez à',
        code: 'et saisissez le code',
        after: 'Elle s’y connecte, saisit le code, voit quel appareil fait la demande, et décide.',
      },
      exchange: {
        title: 'Échanger le code de l’appareil contre un jeton d’accès',
        before:
          'Entre-temps, l’appareil redemande régulièrement, en attendant `interval` secondes entre deux requêtes :',
        after:
          'Il reçoit `authorization_pending` jusqu’à la décision de la personne ; `slow_down` allonge durablement l’intervalle de cinq secondes.',
      },
    },
  },
  resources: {
    heading: 'Ressources',
    lead: 'Ce qu’ouvrent les jetons d’accès de ce serveur.',
    none: 'Aucune n’est encore enregistrée.',
    unavailable: 'La liste ne peut pas être affichée pour le moment. Rechargez la page dans un instant.',
  },
};
