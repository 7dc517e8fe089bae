import type { Translated } from '@latchkey/ui';
import type { en } from './en';

/** Words of the pages about links in mails, in Dutch. */
export const nl: Translated<typeof en> = {
  email: 'E-mailadres',
  signIn: 'Aanmelden',
  ask: {
    signUp: {
      title: 'Een account maken',
      lead: 'Geef ons uw e-mailadres. Wij sturen u een link waarmee u uw naam en uw wachtwoord kiest.',
      other: 'Hebt u al een account?',
    },
    resetPassword: {
      title: 'Wachtwoord vergeten?',
      lead: 'Geef ons het e-mailadres van uw account. Wij sturen u een link waarmee u een nieuw wachtwoord kiest.',
      other: 'Weet u het weer?',
    },
    submit: 'Stuur mij de link',
    problems: 'Er is nog geen e-mail verstuurd',
    missingEmail: 'Vul uw e-mailadres in',
    badEmail: 'Controleer het adres: naar dit adres kan geen e-mail worden gestuurd',
  },
  closed: {
    title: 'Registreren is hier niet mogelijk',
    lead: 'De beheerders van deze server maken de accounts. Hebt u er al een, meld u daar dan mee aan.',
  },
  sent: {
    title: 'Kijk in uw mailbox',
    signUp: 'Er is een e-mail onderweg naar {{email}}. Open de link daarin om verder te gaan.',
    resetPassword:
      'Er is een e-mail onderweg naar {{email}}. Open de link daarin om een nieuw wachtwoord te kiezen.',
    limits: 'De link werkt één keer en een uur lang. U kunt hem ook op een ander apparaat openen.',
    againTitle: 'Wij hebben de e-mail nog een keer gestuurd',
    againText: 'De link in de nieuwe e-mail is even goed als de vorige: gebruik een van beide.',
    missing:
      'Na een paar minuten nog niets ontvangen? Kijk bij de ongewenste e-mail en controleer of er geen typefout in het adres hierboven staat.',
    again: 'Opnieuw sturen',
    other: 'Een ander adres gebruiken',
    elsewhere: 'Hebt u de link op een ander apparaat geopend?',
    keptTitle: 'Deze server is voor ontwikkeling',
    keptText: 'Er worden geen e-mails verstuurd; ze worden bewaard zodat u ze kunt lezen.',
    outbox: 'De e-mail lezen',
  },
  choose: {
    signUp: {
      title: 'Bijna klaar',
      lead: 'Uw e-mailadres is bevestigd. Er ontbreken nog twee gegevens.',
      submit: 'Account maken',
    },
    resetPassword: {
      title: 'Kies een nieuw wachtwoord',
      lead: 'Het vervangt het oude. Overal waar u nog bent aangemeld, wordt u afgemeld.',
      submit: 'Wachtwoord opslaan',
    },
    name: 'Uw naam',
    nameHint: 'Zoals toepassingen u moeten noemen.',
    password: 'Nieuw wachtwoord',
    rule: 'Minstens {{length}} tekens. Andere regels zijn er niet: een paar woorden achter elkaar zijn makkelijk te onthouden en moeilijk te raden.',
    problems: 'Er ontbreekt iets of iets kan niet worden gebruikt',
    missingName: 'Vul uw naam in',
    longName: 'Maak de naam korter: hij heeft meer dan 200 tekens',
    badName: 'Iets in deze naam kan niet worden getoond. Gebruik letters, cijfers en gewone tekens.',
    missingPassword: 'Kies een wachtwoord',
    shortPassword: 'Dit wachtwoord is te kort: het moet minstens {{length}} tekens hebben',
    longPassword: 'Dit wachtwoord is langer dan wij kunnen aannemen. Kies een korter wachtwoord.',
    commonPassword: 'Dit wachtwoord is een van de eerste die anderen zouden proberen. Kies een ander.',
    likeAccount: 'Dit wachtwoord lijkt te veel op uw naam of uw adres. Kies een ander.',
    busy: 'Het is hier op dit moment druk. Wacht een paar seconden, vul dan het wachtwoord in en probeer het opnieuw.',
  },
  changeEmail: {
    title: 'Is dit uw nieuwe adres?',
    lead: 'Vanaf dan meldt u zich ermee aan, en gaan e-mails over uw account daarheen. Wij laten het uw vorige adres weten. Stem alleen toe als u er zelf om hebt gevraagd, in uw eigen account.',
    submit: 'Ja, gebruik dit adres',
    takenTitle: 'Dit adres hoort bij een ander account',
    takenLead:
      'Uw account houdt het adres dat het heeft. Is het andere account ook van u, meld u daar dan mee aan.',
    otherTitle: 'U bent aangemeld met een ander account',
    otherLead:
      'U bent aangemeld als {{email}}, en dat is niet het account waarin om dit adres is gevraagd. Er is niets gewijzigd. Hebt u er niet zelf om gevraagd, sluit dan deze pagina.',
    otherSubmit: 'Met het andere account aanmelden',
  },
  ended: {
    title: 'Deze link werkt niet meer',
    lead: 'Een link werkt één keer en een uur lang. Deze is al gebruikt, het uur is om, of uw browser heeft onze cookie niet bewaard.',
    signUp: 'Hebt u uw wachtwoord al gekozen, meld u dan gewoon aan. Zo niet, vraag dan een nieuwe link aan.',
    resetPassword:
      'Hebt u al een nieuw wachtwoord, meld u dan gewoon aan. Zo niet, vraag dan een nieuwe link aan.',
    changeEmail: 'In uw account ziet u welk adres het heeft en kunt u het wijzigen.',
    anew: 'Nieuwe link aanvragen',
    account: 'Naar uw account',
  },
  done: {
    signUp: 'Uw account is klaar',
    resetPassword: 'Uw nieuwe wachtwoord is opgeslagen',
    changeEmail: 'Uw account heeft het nieuwe adres',
    back: 'Ga terug naar de toepassing, of naar het venster waarin u bent begonnen, en meld u daar aan. U kunt deze pagina sluiten.',
    changeEmailLead: 'Meld u vanaf nu aan met het nieuwe adres. Onze e-mails gaan daar ook heen.',
  },
};
