import type { Translated } from '@latchkey/ui';
import type { en } from './en';

/** Words of the pages about links in mails, in Spanish. */
export const es: Translated<typeof en> = {
  email: 'Correo electrónico',
  signIn: 'Iniciar sesión',
  ask: {
    signUp: {
      title: 'Crear una cuenta',
      lead: 'Indíquenos su correo electrónico. Le enviaremos un enlace con el que podrá elegir su nombre y su contraseña.',
      other: '¿Ya tiene una cuenta?',
    },
    resetPassword: {
      title: '¿Ha olvidado su contraseña?',
      lead: 'Indíquenos el correo electrónico de su cuenta. Le enviaremos un enlace con el que podrá elegir una contraseña nueva.',
      other: '¿La ha recordado?',
    },
    submit: 'Enviarme el enlace',
    problems: 'Todavía no se ha enviado ningún correo',
    missingEmail: 'Escriba su correo electrónico',
    badEmail: 'Revise la dirección: a esta no se puede enviar ningún correo',
  },
  closed: {
    title: 'El registro no está abierto',
    lead: 'Las cuentas de este servidor las crean quienes lo administran. Si ya tiene una, inicie sesión con ella.',
  },
  sent: {
    title: 'Revise su correo',
    signUp: 'Hemos enviado un correo a {{email}}. Abra el enlace que contiene para continuar.',
    resetPassword:
      'Hemos enviado un correo a {{email}}. Abra el enlace que contiene para elegir una contraseña nueva.',
    limits: 'El enlace sirve una sola vez y caduca en una hora. También puede abrirlo en otro dispositivo.',
    againTitle: 'Lo hemos enviado de nuevo',
    againText: 'El enlace del correo nuevo vale tanto como el anterior: use cualquiera de los dos.',
    missing:
      '¿Aún no ha llegado nada después de unos minutos? Mire en el correo no deseado y compruebe que la dirección de arriba no tiene errores.',
    again: 'Enviarlo de nuevo',
    other: 'Usar otra dirección',
    elsewhere: '¿Ha abierto el enlace en otro dispositivo?',
    keptTitle: 'Este servidor es de desarrollo',
    keptText: 'No envía correos, sino que los guarda para que usted pueda leerlos.',
    outbox: 'Leer el correo',
  },
  choose: {
    signUp: {
      title: 'Ya casi está',
      lead: 'Su correo electrónico está confirmado. Solo faltan dos datos.',
      submit: 'Crear la cuenta',
    },
    resetPassword: {
      title: 'Elija una contraseña nueva',
      lead: 'Sustituye a la anterior. Se cerrarán todas las sesiones que siga teniendo iniciadas.',
      submit: 'Guardar la contraseña',
    },
    name: 'Su nombre',
    nameHint: 'Tal como deben llamarle las aplicaciones.',
    password: 'Contraseña nueva',
    rule: 'Al menos {{length}} caracteres. No hay más reglas: unas cuantas palabras seguidas son fáciles de recordar y difíciles de adivinar.',
    problems: 'Falta algo o hay algo que no se puede usar',
    missingName: 'Escriba su nombre',
    longName: 'Acorte el nombre: tiene más de 200 caracteres',
    badName: 'Algo en este nombre no se puede mostrar. Use letras, cifras y signos corrientes.',
    missingPassword: 'Elija una contraseña',
    shortPassword: 'Esta contraseña es demasiado corta: necesita al menos {{length}} caracteres',
    longPassword: 'Esta contraseña es más larga de lo que podemos aceptar. Elija una más corta.',
    commonPassword: 'Esta contraseña es de las primeras que otros probarían. Elija otra.',
    likeAccount: 'Esta contraseña se parece demasiado a su nombre o a su dirección. Elija otra.',
    busy: 'En este momento hay mucha actividad. Espere unos segundos, escriba la contraseña e inténtelo de nuevo.',
  },
  changeEmail: {
    title: '¿Es esta su nueva dirección?',
    lead: 'A partir de entonces iniciará sesión con ella, y los correos sobre su cuenta llegarán allí. Avisaremos a su dirección anterior. Acepte solo si lo pidió usted mismo, en su propia cuenta.',
    submit: 'Sí, usar esta dirección',
    takenTitle: 'Esta dirección pertenece a otra cuenta',
    takenLead:
      'Su cuenta conserva la dirección que tiene. Si la otra cuenta también es suya, inicie sesión en ella.',
    otherTitle: 'Ha iniciado sesión con otra cuenta',
    otherLead:
      'Ha iniciado sesión como {{email}}, y no es la cuenta en la que se pidió esta dirección. No se ha cambiado nada. Si no lo pidió usted mismo, cierre esta página.',
    otherSubmit: 'Iniciar sesión con la otra cuenta',
  },
  ended: {
    title: 'Este enlace ya no sirve',
    lead: 'Un enlace sirve una sola vez y caduca en una hora. Este ya se ha usado, ha caducado o su navegador no ha guardado nuestra cookie.',
    signUp: 'Si ya ha elegido su contraseña, basta con iniciar sesión. Si no, pida un enlace nuevo.',
    resetPassword: 'Si ya tiene una contraseña nueva, basta con iniciar sesión. Si no, pida un enlace nuevo.',
    changeEmail: 'En su cuenta puede ver qué dirección tiene y cambiarla.',
    anew: 'Pedir un enlace nuevo',
    account: 'Ir a su cuenta',
  },
  done: {
    signUp: 'Su cuenta está lista',
    resetPassword: 'Su contraseña nueva está guardada',
    changeEmail: 'Su cuenta tiene su nueva dirección',
    back: 'Vuelva a la aplicación, o a la ventana en la que empezó, e inicie sesión allí. Puede cerrar esta página.',
    changeEmailLead:
      'Desde ahora, inicie sesión con la nueva dirección. Nuestros correos también llegarán allí.',
  },
};
