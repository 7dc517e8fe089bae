/**
 * What changes in a palette of the reader's own. Grounds vanish there, so what was told by a ground gets a
 * line. Comes after all other sheets.
 */
export const forcedColours = `
@media (forced-colors: active) {
  .button, .badge, .notice, .step h3::before { border: 1px solid; }
  .button-primary, .button-primary:hover { forced-color-adjust: none; background: ButtonText; color: ButtonFace; }
  .brand-mark, .tick svg { color: CanvasText; }
  .brand-hole { fill: Canvas; }
  .input[aria-invalid="true"] { border: 3px solid; }
}
`;
