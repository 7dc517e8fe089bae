import type { Translated } from '@latchkey/ui';
import type { en } from './en';

/** Words of the pages that people go through, in Spanish. */
export const es: Translated<typeof en> = {
  signIn: {
    title: 'Iniciar sesión',
    leads: {
      welcome: 'con su cuenta en este servidor',
      device: 'para conectar su dispositivo',
      consent: 'para continuar en {{application}}',
      account: 'para ver su cuenta',
      changeEmail: 'para confirmar la nueva dirección de su cuenta: aquí todavía con la anterior',
    },
    email: 'Correo electrónico',
    password: 'Contraseña',
    submit: 'Iniciar sesión',
    where:
      'Está en {{host}}. Compruebe que su navegador muestra esta dirección antes de escribir su contraseña.',
    problems: 'Todavía no ha iniciado sesión',
    missingEmail: 'Escriba su correo electrónico',
    missingPassword: 'Escriba su contraseña',
    wrongCredentials:
      'El correo electrónico y la contraseña no coinciden. Revise ambos e inténtelo de nuevo.',
    busy: 'En este momento hay muchas personas iniciando sesión. Espere unos segundos e inténtelo de nuevo.',
  },
  account: {
    signedInAs: 'Sesión iniciada como',
    switchAccount: '¿No es usted? Cerrar sesión',
    title: 'Su cuenta',
  },
  consent: {
    title: '{{application}} solicita acceso',
    lead: 'Si lo permite, la aplicación podrá, en su nombre:',
    leadWithoutScopes: 'Quiere saber que es usted y no pide nada más.',
    newLead: 'Ya le permitió algo antes. Ahora pide además:',
    allBefore: 'Ya permitió todo esto antes.',
    before: 'Ya permitido',
    optional: 'Puede dejar fuera',
    publisher: 'Editor',
    publisherVerified: '{{publisher}} (hemos comprobado quién es)',
    publisherUnverified: '{{publisher}} (según dice: no lo hemos comprobado)',
    publisherUnknown: 'no se conoce: nadie nos ha dicho quién está detrás',
    destination: 'Después, su navegador irá a',
    loopback: 'una aplicación en este ordenador ({{host}})',
    privateUse: 'una aplicación en este dispositivo ({{scheme}})',
    allow: 'Permitir',
    deny: 'Rechazar',
  },
  device: {
    enter: {
      title: 'Conectar un dispositivo',
      lead: 'Escriba el código que muestra su dispositivo.',
      label: 'Código',
      hint: 'Ocho letras y cifras. Las mayúsculas, los espacios y los guiones no importan.',
      submit: 'Continuar',
      problems: 'No se puede continuar con este código',
      missing: 'Escriba el código de su dispositivo',
      unknown:
        'Ningún dispositivo espera con este código. Compruébelo o pida uno nuevo al dispositivo: los códigos caducan a los pocos minutos.',
      used: 'Este código ya se ha utilizado. Pida uno nuevo al dispositivo.',
      mustBeTyped:
        'Por su seguridad, el código de este dispositivo debe escribirse a mano. Léalo en el dispositivo y escríbalo usted.',
    },
    compare: {
      title: '¿Es este el código de su dispositivo?',
      lead: 'El código ha llegado con un enlace. Continúe solo si el dispositivo que tiene delante muestra exactamente este.',
      submit: 'Sí, es el mismo',
    },
    confirm: {
      title: '¿Conectar {{application}}?',
      lead: 'Si lo permite, la aplicación del dispositivo podrá, en su nombre:',
      leadWithoutScopes: 'La aplicación del dispositivo quiere saber que es usted y no pide nada más.',
      code: 'Código en el dispositivo',
      kind: 'Tipo de dispositivo',
      kindAndName: '{{kind}}, se presenta como «{{name}}»',
      asked: 'Solicitado',
      remoteAddress: 'Desde la dirección',
      sameAddress: '{{address}}, donde también está usted',
      region: 'Desde la región',
      unknown: 'desconocido',
      warningTitle: '¿Lo ha iniciado usted?',
      warning:
        'Continúe solo si tiene el dispositivo delante y muestra este código. Si alguien le ha enviado el código o un enlace, rechácelo: esa persona entraría en su cuenta.',
      approve: 'Sí, conectarlo',
      deny: 'No, rechazarlo',
    },
    kinds: {
      tv: 'Televisor',
      phone: 'Teléfono o tableta',
      computer: 'Ordenador',
      charger: 'Cargador',
      sensor: 'Sensor',
      device: 'Un dispositivo',
    },
    approved: {
      title: 'Su dispositivo está conectado',
      lead: 'Vuelva a su dispositivo: continuará solo en unos segundos. Puede cerrar esta página.',
    },
    denied: {
      title: 'El dispositivo ha sido rechazado',
      lead: 'No ha obtenido nada. Si usted no lo inició, no tiene que hacer nada más. Puede cerrar esta página.',
    },
    answered: {
      title: 'Este código ya tiene respuesta',
      lead: 'Vuelva a su dispositivo. Si sigue esperando, haga que muestre un código nuevo y escríbalo.',
      another: 'Escribir otro código',
    },
  },
  errors: {
    mender: 'Quién puede solucionarlo',
    menders: {
      you: 'Usted: el paso indicado arriba debería bastar',
      application: 'La aplicación: sus desarrolladores pueden solucionarlo',
      us: 'Nosotros: usted no tiene que hacer nada',
    },
    errorCode: 'Código de error',
    errorDescription: 'Para los desarrolladores',
    retryAfter: 'Vuelva a intentarlo en',
    time: 'Hora',
    reference: 'Referencia',
    home: 'Página de inicio',
    again: 'Abrir la página de nuevo',
    code: 'Escribir otro código',
    application: 'Volver a {{application}}',
    kinds: {
      not_found: {
        title: 'Esta página no existe',
        what: 'No hay nada en esta dirección.',
        next: 'Compruebe que no haya un error al escribirla o empiece por la página de inicio.',
      },
      malformed_request: {
        title: 'No se ha podido leer esta solicitud',
        what: 'Algo en la dirección o en el formulario está incompleto o repetido.',
        next: 'Vuelva al lugar del que venía e inténtelo de nuevo desde allí.',
      },
      missing_request: {
        title: 'Aquí falta algo',
        what: 'Esta página forma parte de un inicio de sesión que empieza una aplicación, y la dirección no dice cuál.',
        next: 'Vaya a la aplicación e inicie sesión desde allí.',
      },
      expired_request: {
        title: 'Ha pasado demasiado tiempo',
        what: 'Una aplicación espera la respuesta solo unos minutos. Esta solicitud ha caducado y no se ha permitido nada.',
        next: 'Vuelva a la aplicación y empiece de nuevo.',
      },
      decided_request: {
        title: 'Ya ha respondido',
        what: 'Esta solicitud ya tiene respuesta, y una respuesta solo vale una vez. Ahora no se ha cambiado nada.',
        next: 'Siga en la aplicación. Para responder otra cosa, empiece de nuevo desde allí.',
      },
      other_browser: {
        title: 'Este inicio de sesión empezó en otro lugar',
        what: 'Se empezó en otro navegador, o su navegador no ha guardado nuestra cookie. Para que nadie entre en su cuenta con un enlace, solo se puede terminar donde se empezó.',
        next: 'Abra la aplicación en este navegador e inicie sesión desde allí. Si no funciona, permita las cookies de este sitio. Si alguien le ha enviado este enlace, cierre la página.',
      },
      decided_device: {
        title: 'Este dispositivo ya tiene respuesta',
        what: 'Ya se ha decidido sobre este código, así que su respuesta no se ha registrado.',
        next: 'Si el dispositivo sigue esperando, pídale un código nuevo.',
      },
      too_many_codes: {
        title: 'Se han probado demasiados códigos',
        what: 'Desde su dirección o su cuenta se han escrito muchos códigos que ningún dispositivo muestra. Para que nadie adivine un código, hacemos una pausa.',
        next: 'Espere un poco y escriba el código que su dispositivo muestre entonces.',
      },
      too_many_sign_ins: {
        title: 'Han fallado demasiados intentos',
        what: 'Para esta cuenta, o desde su dirección, se ha escrito muchas veces una contraseña incorrecta. Para que nadie adivine contraseñas, hacemos una pausa.',
        next: 'Espere un poco e inténtelo de nuevo. Si no ha sido usted, su contraseña sigue protegiendo su cuenta.',
      },
      too_many_mails: {
        title: 'Se han pedido demasiados correos',
        what: 'Para esta dirección o desde su red se han pedido varios enlaces en poco tiempo. Para que no se sature el buzón de nadie, hacemos una pausa.',
        next: 'Mire si ya ha llegado un correo: el enlace que contiene sirve durante una hora. Si no, espere un poco e inténtelo de nuevo.',
      },
      too_many_attempts: {
        title: 'Demasiados códigos incorrectos',
        what: 'Para esta cuenta se han introducido muchas veces códigos incorrectos. Para que nadie pueda adivinar códigos, hacemos una pausa.',
        next: 'Espere un poco e inténtelo de nuevo. Si no fue usted, alguien conoce su contraseña: cámbiela.',
      },
      stale_form: {
        title: 'Este formulario ya no es válido',
        what: 'El formulario pertenece a otro inicio de sesión, o su navegador no ha enviado nuestra cookie. No se ha cambiado nada.',
        next: 'Abra la página de nuevo e inténtelo otra vez. Si no funciona, permita las cookies de este sitio.',
      },
      foreign_form: {
        title: 'Este formulario viene de otro lugar',
        what: 'Otro sitio ha intentado enviar un formulario en su nombre. No se ha cambiado nada.',
        next: 'Cierre ese sitio. Solo se aceptan formularios de las páginas de este servidor.',
      },
      too_large: {
        title: 'Era demasiado de una vez',
        what: 'El formulario contiene más de lo que acepta este servidor.',
        next: 'Acorte lo que ha escrito e inténtelo de nuevo.',
      },
      unsupported_form: {
        title: 'Aquí no se acepta este tipo de formulario',
        what: 'El formulario no viene de una página de este servidor.',
        next: 'Para desarrolladores: los formularios deben ser del tipo application/x-www-form-urlencoded.',
      },
      refused_request: {
        title: 'La solicitud de la aplicación ha sido rechazada',
        what: 'La aplicación que le ha enviado aquí ha cometido un error. Por eso no se ha iniciado su sesión en ella y no ha sabido nada de usted.',
        next: 'Puede intentarlo otra vez desde la aplicación. Si esta página vuelve a aparecer, comunique a sus desarrolladores lo que se indica abajo.',
      },
      unavailable: {
        title: 'Ahora mismo no es posible',
        what: 'Una parte de este servidor no responde. No se ha perdido nada.',
        next: 'Espere un momento e inténtelo de nuevo.',
      },
      defect: {
        title: 'Algo ha fallado por nuestra parte',
        what: 'No es culpa suya.',
        next: 'Inténtelo de nuevo. Si sigue igual, comuníquenos la referencia de abajo.',
      },
    },
  },
};
