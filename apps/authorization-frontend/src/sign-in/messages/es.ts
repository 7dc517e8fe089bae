import type { Translated } from '@latchkey/ui';
import type { en } from './en';

/** Words of the steps of a sign-in, in Spanish. */
export const es: Translated<typeof en> = {
  ended: 'Empiece de nuevo, por favor: un inicio de sesión sin terminar acaba a los diez minutos.',
  passkey: 'Entrar con una clave de acceso',
  wrongPasskey: 'Esta clave de acceso no sirve aquí. Inténtelo de nuevo o use otro medio.',
  forgot: '¿Ha olvidado su contraseña?',
  signUp: 'Crear una cuenta',
  secondStep: {
    title: 'Un paso más',
    lead: 'Está entrando como {{email}}. Demuestre que es realmente usted.',
    code: 'Código de su aplicación de autenticación',
    codeHint: 'Las seis cifras que la aplicación muestra ahora mismo.',
    submit: 'Continuar',
    passkey: 'Usar una clave de acceso',
    recovery: 'Usar un código de recuperación',
    recoveryCode: 'Código de recuperación',
    recoveryHint:
      'Uno de los códigos que guardó para esto. Cada uno sirve una vez; los espacios y guiones no importan.',
    recoverySubmit: 'Usar este código',
    other: 'Entrar con otra cuenta',
    problems: 'Todavía no podemos continuar',
    missingCode: 'Introduzca el código de su aplicación de autenticación',
    wrongCode: 'Este código es incorrecto o ya se ha usado. Espere al siguiente e introduzca ese.',
    missingRecoveryCode: 'Introduzca un código de recuperación',
    wrongRecoveryCode: 'Este código de recuperación es incorrecto o ya se ha usado. Compruébelo o tome otro.',
  },
  selectAccount: {
    title: '¿Qué cuenta?',
    lead: '{{application}} le pide que elija.',
    hint: 'La aplicación espera a {{hint}}. Usted ha entrado con otra cuenta.',
    continueAs: 'Continuar como {{email}}',
    other: 'Usar otra cuenta',
  },
  unmet: {
    title: '{{application}} pide un inicio de sesión más seguro',
    lead: 'Su cuenta todavía no tiene un segundo medio de demostrar que es usted. Añada una clave de acceso o una aplicación de autenticación y continúe después.',
    leadPasskey:
      'Se pide una clave de acceso, y su cuenta todavía no tiene ninguna. Añada una y continúe después.',
    setUp: 'Añadirla ahora',
    back: 'Volver a {{application}} sin ella',
  },
};
