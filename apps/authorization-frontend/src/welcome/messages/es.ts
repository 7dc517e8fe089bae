import type { Translated } from '@latchkey/ui';
import type { en } from './en';

/** Words of the welcome page, in Spanish. */
export const es: Translated<typeof en> = {
  title: 'Servidor OAuth',
  headline: 'Inicio de sesión y acceso para sus aplicaciones',
  lead: '{{name}} es un servidor de autorización OAuth 2.0. Las personas inician sesión aquí y deciden qué puede hacer una aplicación; la aplicación recibe un token para exactamente eso y nunca ve una contraseña.',
  footer: '{{name}}, un servidor de autorización OAuth 2.0',
  contents: 'En esta página',
  sketch: {
    name: 'Su aplicación',
    title: 'Su aplicación solicita acceso',
    see: 'Ver sus dispositivos de energía',
    control: 'Controlarlos',
    allow: 'Permitir',
    deny: 'Rechazar',
  },
  gettingStarted: {
    heading: 'Primeros pasos',
    lead: 'Primero registramos cada aplicación. Cuéntenos en unas frases qué está creando y responda a cuatro preguntas. Si duda en alguna, déjela abierta: su descripción bastará y encontraremos la respuesta juntos.',
  },
  request: {
    button: 'Solicitar una aplicación',
    subject: 'Solicitud de una aplicación OAuth',
    introduction: 'Qué hace mi aplicación:',
    questions: {
      clientType: {
        title: 'Tipo de cliente',
        ask: 'Tipo de cliente: ¿public o confidential?',
        explanation:
          'Confidential, si se ejecuta en un servidor suyo y puede guardar un secreto. Public, si el código está en manos de sus usuarios: una aplicación móvil, de escritorio o de una sola página, o un dispositivo.',
      },
      grantType: {
        title: 'Tipo de grant',
        ask: 'Tipo de grant: ¿authorization, client credentials o device?',
        explanation:
          'Authorization, para personas con un navegador. Client credentials, para un servicio que actúa por sí mismo. Device, para algo sin navegador ni teclado.',
      },
      redirectUris: {
        title: 'URI de redirección',
        ask: 'URI de redirección permitidas:',
        explanation:
          'Adónde vuelve el navegador tras la decisión, carácter por carácter. Solo las necesita el grant authorization.',
      },
      resources: {
        title: 'Recursos',
        ask: 'Recursos a los que debe acceder:',
        explanation: 'Cuáles de las API de abajo, y para qué. Puede echar un vistazo antes de solicitarlo.',
      },
    },
    seeResources: 'Ver los recursos',
  },
  standards: {
    heading: 'Qué implementa',
    list: {
      rfc6749: {
        name: 'OAuth 2.0',
        about: 'grants de código de autorización, credenciales de cliente y token de refresco',
      },
      rfc7636: { name: 'PKCE', about: 'para cada código de autorización, con S256' },
      rfc8628: { name: 'Autorización de dispositivos', about: 'para dispositivos sin navegador ni teclado' },
      rfc8252: { name: 'Aplicaciones nativas', about: 'URI de redirección locales y de esquema privado' },
      rfc6750: { name: 'Tokens Bearer', about: 'en la cabecera Authorization' },
      rfc9068: { name: 'Tokens de acceso JWT', about: 'que una API puede verificar por sí misma' },
      rfc8707: { name: 'Indicadores de recurso', about: 'tokens para una API y ninguna otra' },
      rfc9207: { name: 'Identificación del emisor', about: 'contra la confusión de servidores' },
      rfc8414: { name: 'Metadatos del servidor', about: 'configuración que leen las bibliotecas' },
    },
  },
  addresses: {
    heading: 'Direcciones',
    lead: 'La mayoría de las bibliotecas solo necesita la primera y lee las demás en los metadatos.',
    issuer: 'Emisor',
    metadata: 'Metadatos',
    authorization: 'Autorización',
    token: 'Tokens',
    deviceAuthorization: 'Autorización de dispositivos',
    keys: 'Claves',
  },
  examples: {
    curl: 'Lo mismo con curl',
    resource: {
      title: 'Acceder al recurso protegido',
      after: 'La forma que la RFC 6750 da a la cabecera, `Bearer YOUR_ACCESS_TOKEN`, también sirve.',
    },
    authorization: {
      heading: 'Ejemplo: authorization',
      lead: 'Para aplicaciones cuyos usuarios tienen un navegador. La persona inicia sesión y permite el acceso aquí; su aplicación recibe un código y lo canjea por tokens.',
      pkce: {
        title: 'Crear un code verifier de PKCE y su challenge',
        label: 'JavaScript',
        after:
          'Cree un par nuevo cada vez. La RFC 7636 pide de 43 a 128 caracteres, como los genera este código; para clientes antiguos se aceptan verifiers más cortos, de hasta 32 caracteres.',
      },
      authorize: {
        title: 'Solicitar autorización',
        before: 'Envíe el navegador a esta dirección.',
        after:
          'Vuelve a su URI de redirección con `code` e `iss` en la consulta, y con `state` si lo envió. Codifique con porcentajes los valores que inserte.',
      },
      exchange: {
        title: 'Canjear el código por un token de acceso',
        after:
          'Un código sirve una sola vez y poco tiempo. El token de refresco de la respuesta le da el siguiente token de acceso.',
      },
    },
    clientCredentials: {
      heading: 'Ejemplo: client credentials',
      lead: 'Para un servicio que actúa por sí mismo. Nadie inicia sesión; el servicio presenta su propio identificador y su secreto.',
      exchange: { title: 'Canjear las credenciales por un token de acceso' },
    },
    device: {
      heading: 'Ejemplo: device',
      lead: 'Para televisores, consolas, líneas de comandos y todo lo que no tiene navegador propio.',
      authorize: {
        title: 'Autorizar el dispositivo',
        after:
          'El dispositivo transmite `user_code` y `verification_uri` a la persona: en su pantalla si la tiene; si no, en voz alta, por Bluetooth o como pueda.',
      },
      visit: {
        title: 'La persona visita la dirección',
        before: 'Un dispositivo con pantalla muestra algo así:',
        line: 'Con un navegador en su teléfono u ordenador, vaya a',
        code: 'y escriba el código',
        after: 'Allí inicia sesión, escribe el código, ve qué dispositivo lo pide y decide.',
      },
      exchange: {
        title: 'Canjear el código del dispositivo por un token de acceso',
        before:
          'Mientras tanto, el dispositivo pregunta una y otra vez, y espera `interval` segundos entre dos solicitudes:',
        after:
          'Recibe `authorization_pending` hasta que la persona decide; `slow_down` alarga el intervalo cinco segundos de forma permanente.',
      },
    },
  },
  resources: {
    heading: 'Recursos',
    lead: 'Lo que abren los tokens de acceso de este servidor.',
    none: 'Todavía no hay ninguno registrado.',
    unavailable: 'La lista no se puede mostrar ahora mismo. Vuelva a cargar la página en un momento.',
  },
};
