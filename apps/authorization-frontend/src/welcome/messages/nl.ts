import type { Translated } from '@latchkey/ui';
import type { en } from './en';

/** Words of the welcome page, in Dutch. */
export const nl: Translated<typeof en> = {
  title: 'OAuth-server',
  headline: 'Aanmelden en toegang voor uw toepassingen',
  lead: '{{name}} is een autorisatieserver voor OAuth 2.0. Mensen melden zich hier aan en beslissen wat een toepassing mag doen; de toepassing krijgt een token voor precies dat en ziet nooit een wachtwoord.',
  footer: '{{name}}, een autorisatieserver voor OAuth 2.0',
  contents: 'Op deze pagina',
  sketch: {
    name: 'Uw toepassing',
    title: 'Uw toepassing vraagt om toegang',
    see: 'Uw energieapparaten zien',
    control: 'Ze bedienen',
    allow: 'Toestaan',
    deny: 'Weigeren',
  },
  gettingStarted: {
    heading: 'Aan de slag',
    lead: 'Elke toepassing wordt eerst door ons geregistreerd. Vertel ons in een paar zinnen wat u maakt en beantwoord vier vragen. Twijfelt u over een vraag, laat die dan open: uw beschrijving is genoeg, en we vinden samen het antwoord.',
  },
  request: {
    button: 'Een toepassing aanvragen',
    subject: 'Aanvraag voor een OAuth-toepassing',
    introduction: 'Wat mijn toepassing doet:',
    questions: {
      clientType: {
        title: 'Soort client',
        ask: 'Soort client: public of confidential?',
        explanation:
          'Confidential als hij op een server van u draait en een geheim kan bewaren. Public als de code bij de gebruikers ligt: een mobiele, desktop- of single-page-toepassing, of een apparaat.',
      },
      grantType: {
        title: 'Soort grant',
        ask: 'Soort grant: authorization, client credentials of device?',
        explanation:
          'Authorization voor mensen met een browser. Client credentials voor een dienst die voor zichzelf handelt. Device voor iets zonder browser of toetsenbord.',
      },
      redirectUris: {
        title: 'Redirect-URI’s',
        ask: 'Toegestane redirect-URI’s:',
        explanation:
          'Waar de browser na de beslissing naar terugkeert, teken voor teken. Alleen de authorization-grant heeft ze nodig.',
      },
      resources: {
        title: 'Bronnen',
        ask: 'Bronnen waartoe ze toegang moet krijgen:',
        explanation: 'Welke van de API’s hieronder, en waarvoor. U kunt rondkijken voordat u iets aanvraagt.',
      },
    },
    seeResources: 'De bronnen bekijken',
  },
  standards: {
    heading: 'Wat de server ondersteunt',
    list: {
      rfc6749: {
        name: 'OAuth 2.0',
        about: 'grants met autorisatiecode, clientgegevens en refresh-token',
      },
      rfc7636: { name: 'PKCE', about: 'voor elke autorisatiecode, met S256' },
      rfc8628: { name: 'Apparaatautorisatie', about: 'voor apparaten zonder browser of toetsenbord' },
      rfc8252: { name: 'Native toepassingen', about: 'redirect-URI’s met loopback en een eigen schema' },
      rfc6750: { name: 'Bearer-tokens', about: 'in de header Authorization' },
      rfc9068: { name: 'JWT-toegangstokens', about: 'die een API zelf kan controleren' },
      rfc8707: { name: 'Resource indicators', about: 'tokens voor één API en geen andere' },
      rfc9207: { name: 'Herkenning van de uitgever', about: 'tegen verwisselde servers' },
      rfc8414: { name: 'Servermetadata', about: 'configuratie die bibliotheken lezen' },
    },
  },
  addresses: {
    heading: 'Adressen',
    lead: 'De meeste bibliotheken hebben alleen het eerste nodig en lezen de andere uit de metadata.',
    issuer: 'Uitgever',
    metadata: 'Metadata',
    authorization: 'Autorisatie',
    token: 'Tokens',
    deviceAuthorization: 'Apparaatautorisatie',
    keys: 'Sleutels',
  },
  examples: {
    curl: 'Hetzelfde met curl',
    resource: {
      title: 'Toegang krijgen tot de beschermde bron',
      after: 'De vorm die RFC 6750 aan de header geeft, `Bearer YOUR_ACCESS_TOKEN`, werkt ook.',
    },
    authorization: {
      heading: 'Voorbeeld: authorization',
      lead: 'Voor toepassingen waarvan de gebruikers een browser hebben. De persoon meldt zich hier aan en staat de toegang toe; uw toepassing krijgt een code en wisselt die in voor tokens.',
      pkce: {
        title: 'Een code verifier voor PKCE en de challenge maken',
        label: 'JavaScript',
        after:
          'Maak elke keer een nieuw paar. RFC 7636 vraagt om 43 tot 128 tekens, zoals deze code ze maakt; voor oudere clients worden kortere verifiers aangenomen, tot minimaal 32 tekens.',
      },
      authorize: {
        title: 'Autorisatie aanvragen',
        before: 'Stuur de browser naar dit adres.',
        after:
          'Hij komt terug bij uw redirect-URI met `code` en `iss` in de query, en met `state` als u die meestuurde. Codeer de waarden die u invult met procenttekens.',
      },
      exchange: {
        title: 'De code inwisselen voor een toegangstoken',
        after:
          'Een code werkt één keer en maar kort. Met het refresh-token in het antwoord krijgt u het volgende toegangstoken.',
      },
    },
    clientCredentials: {
      heading: 'Voorbeeld: client credentials',
      lead: 'Voor een dienst die voor zichzelf handelt. Niemand meldt zich aan; de dienst toont zijn eigen kenmerk en geheim.',
      exchange: { title: 'De gegevens inwisselen voor een toegangstoken' },
    },
    device: {
      heading: 'Voorbeeld: device',
      lead: 'Voor televisies, consoles, opdrachtregels en al het andere zonder eigen browser.',
      authorize: {
        title: 'Het apparaat autoriseren',
        after:
          'Het apparaat geeft `user_code` en `verification_uri` door aan de persoon: op het scherm als het er een heeft, anders hardop, via Bluetooth of zoals het kan.',
      },
      visit: {
        title: 'De persoon bezoekt het adres',
        before: 'Een apparaat met een scherm toont zoiets:',
        line: 'Ga met een browser op uw telefoon of computer naar',
        code: 'en vul de code in',
        after: 'Daar meldt die zich aan, vult de code in, ziet welk apparaat erom vraagt en beslist.',
      },
      exchange: {
        title: 'De apparaatcode inwisselen voor een toegangstoken',
        before:
          'Ondertussen vraagt het apparaat steeds opnieuw, en wacht het `interval` seconden tussen twee verzoeken:',
        after:
          'Het krijgt `authorization_pending` tot de persoon heeft beslist; `slow_down` verlengt de tussentijd blijvend met vijf seconden.',
      },
    },
  },
  resources: {
    heading: 'Bronnen',
    lead: 'Wat toegangstokens van deze server openen.',
    none: 'Er zijn er nog geen geregistreerd.',
    unavailable: 'De lijst kan nu niet worden getoond. Laad de pagina zo meteen opnieuw.',
  },
};
