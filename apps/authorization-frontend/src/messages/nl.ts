import type { Translated } from '@latchkey/ui';
import type { en } from './en';

/** Words of the pages that people go through, in Dutch. */
export const nl: Translated<typeof en> = {
  signIn: {
    title: 'Aanmelden',
    leads: {
      welcome: 'met uw account op deze server',
      device: 'om uw apparaat te koppelen',
      consent: 'om verder te gaan naar {{application}}',
      account: 'om uw account te bekijken',
      changeEmail: 'om het nieuwe adres van uw account te bevestigen: hier nog met het vorige',
    },
    email: 'E-mailadres',
    password: 'Wachtwoord',
    submit: 'Aanmelden',
    where: 'Dit is {{host}}. Controleer of uw browser dit adres toont voordat u uw wachtwoord typt.',
    problems: 'U bent nog niet aangemeld',
    missingEmail: 'Vul uw e-mailadres in',
    missingPassword: 'Vul uw wachtwoord in',
    wrongCredentials:
      'Het e-mailadres en het wachtwoord horen niet bij elkaar. Controleer beide en probeer het opnieuw.',
    busy: 'Op dit moment melden veel mensen zich aan. Wacht een paar seconden en probeer het opnieuw.',
  },
  account: {
    signedInAs: 'Aangemeld als',
    switchAccount: 'Bent u dit niet? Afmelden',
    title: 'Uw account',
  },
  consent: {
    title: '{{application}} vraagt om toegang',
    lead: 'Als u het toestaat, kan de toepassing dit namens u doen:',
    leadWithoutScopes: 'De toepassing wil weten dat u het bent en vraagt verder niets.',
    newLead: 'U hebt de toepassing al eerder iets toegestaan. Nu vraagt zij ook om:',
    allBefore: 'U hebt dit alles al eerder toegestaan.',
    before: 'Al toegestaan',
    optional: 'Dit kunt u weglaten',
    publisher: 'Uitgever',
    publisherVerified: '{{publisher}} (wij hebben gecontroleerd wie dat is)',
    publisherUnverified: '{{publisher}} (volgens eigen zeggen: wij hebben dat niet gecontroleerd)',
    publisherUnknown: 'niet bekend: niemand heeft ons verteld wie erachter zit',
    destination: 'Daarna gaat uw browser naar',
    loopback: 'een toepassing op deze computer ({{host}})',
    privateUse: 'een toepassing op dit apparaat ({{scheme}})',
    allow: 'Toestaan',
    deny: 'Weigeren',
  },
  device: {
    enter: {
      title: 'Een apparaat koppelen',
      lead: 'Vul de code in die uw apparaat toont.',
      label: 'Apparaatcode',
      hint: 'Acht letters en cijfers. Hoofdletters, spaties en streepjes maken niet uit.',
      submit: 'Verder',
      problems: 'Met deze code kunnen we niet verder',
      missing: 'Vul de code van uw apparaat in',
      unknown:
        'Er wacht geen apparaat met deze code. Controleer de code of vraag het apparaat om een nieuwe: codes vervallen na enkele minuten.',
      used: 'Deze code is al gebruikt. Vraag het apparaat om een nieuwe.',
      mustBeTyped:
        'Voor uw veiligheid moet de code van dit apparaat worden overgetypt. Lees de code op het apparaat en vul die zelf in.',
    },
    compare: {
      title: 'Is dit de code op uw apparaat?',
      lead: 'De code is met een link meegekomen. Ga alleen verder als het apparaat voor u precies deze code toont.',
      submit: 'Ja, het is dezelfde',
    },
    confirm: {
      title: '{{application}} koppelen?',
      lead: 'Als u het toestaat, kan de toepassing op het apparaat dit namens u doen:',
      leadWithoutScopes: 'De toepassing op het apparaat wil weten dat u het bent en vraagt verder niets.',
      code: 'Code op het apparaat',
      kind: 'Soort apparaat',
      kindAndName: '{{kind}}, noemt zich „{{name}}”',
      asked: 'Gevraagd',
      remoteAddress: 'Vanaf het adres',
      sameAddress: '{{address}}, waar u ook bent',
      region: 'Vanuit de regio',
      unknown: 'niet bekend',
      warningTitle: 'Bent u hier zelf mee begonnen?',
      warning:
        'Ga alleen verder als het apparaat voor u staat en deze code toont. Heeft iemand u de code of een link gestuurd, weiger dan: die persoon zou in uw account komen.',
      approve: 'Ja, koppelen',
      deny: 'Nee, weigeren',
    },
    kinds: {
      tv: 'Televisietoestel',
      phone: 'Telefoon of tablet',
      computer: 'Computer',
      charger: 'Laadpaal',
      sensor: 'Sensor',
      device: 'Een apparaat',
    },
    approved: {
      title: 'Uw apparaat is gekoppeld',
      lead: 'Ga terug naar uw apparaat: het gaat over een paar seconden vanzelf verder. U kunt deze pagina sluiten.',
    },
    denied: {
      title: 'Het apparaat is geweigerd',
      lead: 'Het heeft niets gekregen. Als u hier niet mee begonnen bent, hoeft u verder niets te doen. U kunt deze pagina sluiten.',
    },
    answered: {
      title: 'Deze code heeft al een antwoord',
      lead: 'Ga terug naar uw apparaat. Wacht het nog steeds, laat het dan een nieuwe code tonen en vul die in.',
      another: 'Een andere code invullen',
    },
  },
  errors: {
    mender: 'Wie het kan verhelpen',
    menders: {
      you: 'U: met de stap hierboven zou het moeten lukken',
      application: 'De toepassing: de ontwikkelaars kunnen het verhelpen',
      us: 'Wij: u hoeft niets te doen',
    },
    errorCode: 'Foutcode',
    errorDescription: 'Voor de ontwikkelaars',
    retryAfter: 'Probeer opnieuw over',
    time: 'Tijd',
    reference: 'Referentie',
    home: 'Startpagina',
    again: 'De pagina opnieuw openen',
    code: 'Een andere code invullen',
    application: 'Terug naar {{application}}',
    kinds: {
      not_found: {
        title: 'Deze pagina bestaat niet',
        what: 'Op dit adres staat niets.',
        next: 'Controleer het adres op typefouten of begin op de startpagina.',
      },
      malformed_request: {
        title: 'Dit verzoek is niet leesbaar',
        what: 'Iets in het adres of in het formulier is onvolledig of staat er dubbel in.',
        next: 'Ga terug naar waar u vandaan kwam en probeer het daar opnieuw.',
      },
      missing_request: {
        title: 'Hier ontbreekt iets',
        what: 'Deze pagina hoort bij een aanmelding die een toepassing begint, en het adres zegt niet welke.',
        next: 'Ga naar de toepassing en meld u daar aan.',
      },
      expired_request: {
        title: 'Dit duurde iets te lang',
        what: 'Een toepassing wacht maar een paar minuten op antwoord. Dit verzoek is verlopen en er is niets toegestaan.',
        next: 'Ga terug naar de toepassing en begin daar opnieuw.',
      },
      decided_request: {
        title: 'U hebt al geantwoord',
        what: 'Dit verzoek heeft zijn antwoord, en een antwoord telt maar één keer. Er is nu niets gewijzigd.',
        next: 'Ga verder in de toepassing. Wilt u anders antwoorden, begin daar dan opnieuw.',
      },
      other_browser: {
        title: 'Deze aanmelding is ergens anders begonnen',
        what: 'Ze is begonnen in een andere browser, of uw browser heeft onze cookie niet bewaard. Zodat niemand met een link in uw account komt, kan ze alleen worden afgerond waar ze begonnen is.',
        next: 'Open de toepassing in deze browser en meld u daar aan. Helpt dat niet, sta dan cookies toe voor deze site. Heeft iemand u deze link gestuurd, sluit dan de pagina.',
      },
      decided_device: {
        title: 'Dit apparaat heeft al een antwoord',
        what: 'Over deze code is al beslist, dus uw antwoord is niet vastgelegd.',
        next: 'Wacht het apparaat nog steeds, vraag het dan om een nieuwe code.',
      },
      too_many_codes: {
        title: 'Er zijn te veel codes geprobeerd',
        what: 'Vanaf uw adres of account zijn veel codes ingevuld die geen enkel apparaat toont. Zodat niemand codes kan raden, lassen we een pauze in.',
        next: 'Wacht even en vul dan de code in die uw apparaat op dat moment toont.',
      },
      too_many_sign_ins: {
        title: 'Te veel mislukte aanmeldingen',
        what: 'Voor dit account, of vanaf uw adres, is vaak een verkeerd wachtwoord ingevuld. Zodat niemand wachtwoorden kan raden, lassen we een pauze in.',
        next: 'Wacht even en probeer het dan opnieuw. Was u dit niet, dan beschermt uw wachtwoord uw account nog steeds.',
      },
      too_many_mails: {
        title: 'Er zijn te veel e-mails aangevraagd',
        what: 'Voor dit adres of vanuit uw netwerk zijn in korte tijd meerdere links aangevraagd. Om te voorkomen dat iemands mailbox volloopt, nemen we even pauze.',
        next: 'Kijk of er al een e-mail is gekomen: de link daarin werkt een uur lang. Wacht anders even en probeer het dan opnieuw.',
      },
      too_many_attempts: {
        title: 'Te veel verkeerde codes',
        what: 'Voor dit account zijn vaak verkeerde codes ingevoerd. Zodat niemand codes kan raden, nemen we een pauze.',
        next: 'Wacht even en probeer het dan opnieuw. Was u dat niet, dan kent iemand uw wachtwoord: wijzig het.',
      },
      stale_form: {
        title: 'Dit formulier is verouderd',
        what: 'Het formulier hoort bij een andere aanmelding, of uw browser heeft onze cookie niet meegestuurd. Er is niets gewijzigd.',
        next: 'Open de pagina opnieuw en probeer het nog eens. Helpt dat niet, sta dan cookies toe voor deze site.',
      },
      foreign_form: {
        title: 'Dit formulier kwam ergens anders vandaan',
        what: 'Een andere site probeerde namens u een formulier te versturen. Er is niets gewijzigd.',
        next: 'Sluit die site. Alleen formulieren van de pagina’s van deze server worden aangenomen.',
      },
      too_large: {
        title: 'Dat was te veel in één keer',
        what: 'Het formulier bevat meer dan deze server aanneemt.',
        next: 'Kort in wat u hebt ingevuld en probeer het opnieuw.',
      },
      unsupported_form: {
        title: 'Dit soort formulier wordt hier niet aangenomen',
        what: 'Het formulier kwam niet van een pagina van deze server.',
        next: 'Voor ontwikkelaars: formulieren moeten van het type application/x-www-form-urlencoded zijn.',
      },
      refused_request: {
        title: 'Het verzoek van de toepassing is geweigerd',
        what: 'De toepassing die u hierheen stuurde, heeft een fout gemaakt. Daarom bent u er niet aangemeld, en ze is niets over u te weten gekomen.',
        next: 'U kunt het nog eens proberen vanuit de toepassing. Komt deze pagina terug, geef dan aan de ontwikkelaars door wat hieronder staat.',
      },
      unavailable: {
        title: 'Dat kan op dit moment niet',
        what: 'Een deel van deze server antwoordt niet. Er is niets verloren.',
        next: 'Wacht even en probeer het opnieuw.',
      },
      defect: {
        title: 'Er ging iets mis bij ons',
        what: 'Dit ligt niet aan u.',
        next: 'Probeer het opnieuw. Blijft het zo, geef ons dan de referentie hieronder door.',
      },
    },
  },
};
