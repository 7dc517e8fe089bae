import type { Socket } from 'node:net';

const probeMilliseconds = 30_000;

/** Lets connections be silent for as long as their peers are there, which the kernel finds out. */
export function keepOpen(...sockets: (Socket | null)[]): void {
  for (const socket of sockets) {
    socket?.setTimeout(0);
    socket?.setKeepAlive(true, probeMilliseconds);
  }
}
