import type { Translated } from '@latchkey/ui';
import type { en } from './en';

/** Words of the mails, in Spanish. */
export const es: Translated<typeof en> = {
  greeting: { plain: 'Hola:', named: 'Hola, {{name}}:' },
  lifetime: 'El enlace funciona una sola vez, durante una hora.',
  advice: {
    nothing_happens: 'Si no ha sido usted, no tiene que hacer nada: sin usted no ocurre nada.',
    new_password: 'Si no ha sido usted, elija enseguida una contraseña nueva: {{link}}',
    look_through: 'Si no ha sido usted, revise su cuenta y cambie su contraseña: {{link}}',
    tell_us: 'Si no ha sido usted, avise enseguida a quienes gestionan {{brand}}.',
  },
  mails: {
    sign_up: {
      subject: 'Su cuenta en {{brand}}',
      text: 'Se ha introducido esta dirección para crear una cuenta en {{brand}}. Elija aquí su nombre y su contraseña:',
    },
    already_registered: {
      subject: 'Ya tiene una cuenta en {{brand}}',
      text: 'Se ha introducido esta dirección para crear una cuenta en {{brand}}. Ya existe una, y es la suya. Inicie sesión aquí; si ha olvidado su contraseña, esa página también le ayuda:',
    },
    reset_password: {
      subject: 'Contraseña nueva para {{brand}}',
      text: 'Alguien ha pedido una contraseña nueva para su cuenta en {{brand}}. Elíjala aquí:',
    },
    no_account: {
      subject: 'No hay ninguna cuenta en {{brand}} con esta dirección',
      text: 'Alguien ha pedido una contraseña nueva en {{brand}}, pero ninguna cuenta tiene esta dirección. Si usted tiene una, tiene otra dirección.',
    },
    change_email: {
      subject: 'Confirme su dirección para {{brand}}',
      text: 'Se ha introducido esta dirección como la nueva de una cuenta en {{brand}}. Confírmela aquí:',
    },
    address_taken: {
      subject: 'Su dirección ya se usa en {{brand}}',
      text: 'Se ha introducido esta dirección como la nueva de otra cuenta en {{brand}}. Ya pertenece a su cuenta, y una dirección solo puede tener una cuenta.',
    },
    password_changed: {
      subject: 'Se ha cambiado su contraseña',
      text: 'Se ha cambiado la contraseña de su cuenta en {{brand}}. En todos los demás navegadores se ha cerrado la sesión.',
    },
    password_reset: {
      subject: 'Se ha restablecido su contraseña',
      text: 'La contraseña de su cuenta en {{brand}} se ha restablecido con un enlace de un correo. En todos los navegadores se ha cerrado la sesión.',
    },
    email_changed: {
      subject: 'Se ha cambiado su dirección',
      text: 'Su cuenta en {{brand}} tiene ahora otra dirección de correo. Esta ya no le pertenece.',
    },
    passkey_added: {
      subject: 'Se ha añadido una llave de acceso',
      text: 'Se ha añadido una llave de acceso a su cuenta en {{brand}}. Quien la tenga puede iniciar sesión con ella. Se ha cerrado la sesión en los demás navegadores que solo habían usado la contraseña.',
    },
    passkey_removed: {
      subject: 'Se ha eliminado una llave de acceso',
      text: 'Se ha eliminado una llave de acceso de su cuenta en {{brand}}. Ya no sirve para iniciar sesión.',
    },
    totp_added: {
      subject: 'Se ha añadido una aplicación de autenticación',
      text: 'Se ha añadido una aplicación de autenticación a su cuenta en {{brand}}. A partir de ahora se le pedirá su código al iniciar sesión. Se ha cerrado la sesión en los demás navegadores que solo habían usado la contraseña.',
    },
    totp_removed: {
      subject: 'Se ha eliminado su aplicación de autenticación',
      text: 'Se ha eliminado la aplicación de autenticación de su cuenta en {{brand}}. Sus códigos ya no funcionan.',
    },
    recovery_codes_replaced: {
      subject: 'Tiene nuevos códigos de recuperación',
      text: 'Se han sustituido los códigos de recuperación de su cuenta en {{brand}}. Los anteriores ya no funcionan.',
    },
    recovery_code_used: {
      subject: 'Se ha usado un código de recuperación',
      text: 'Alguien ha iniciado sesión en su cuenta en {{brand}} con un código de recuperación. Ese código ya no funciona.',
    },
    account_deleted: {
      subject: 'Se ha eliminado su cuenta',
      text: 'Se ha eliminado su cuenta en {{brand}}, con todo lo que le pertenecía.',
    },
  },
};
