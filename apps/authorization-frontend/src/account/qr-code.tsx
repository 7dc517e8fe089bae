import { encode } from 'uqr';

// ISO/IEC 18004 asks for four modules of quiet around the code.
const quietModules = 4;

/**
 * Draws a QR code in the page itself, so that no other host and no policy is needed for it. Dark on light in
 * either theme: few cameras read it the other way round.
 */
export function QrCode({ text, label }: { text: string; label: string }) {
  const { data, size } = encode(text, { ecc: 'M', border: quietModules });
  return (
    <svg class="qr-code" viewBox={`0 0 ${size} ${size}`} role="img" aria-label={label}>
      <rect width={size} height={size} fill="#fff" />
      <path d={modulePath(data)} stroke="#000" shape-rendering="crispEdges" />
    </svg>
  );
}

/** Lines through the middle of the dark modules, row by row: a run of them is one stroke. */
function modulePath(rows: readonly (readonly boolean[])[]): string {
  return rows
    .map((row, y) => {
      const runs = [
        ...row
          .map((dark) => (dark ? '1' : '0'))
          .join('')
          .matchAll(/1+/g),
      ];
      return runs.map(({ 0: run, index }) => `M${index} ${y}.5h${run.length}`).join('');
    })
    .join('');
}
