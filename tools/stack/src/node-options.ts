/**
 * Options of Node.js that every service runs with; the container image has the same (deploy/Dockerfile).
 *
 * V8 sizes its heap by the memory of the machine and keeps garbage until that is full: a gateway that needs 40 MB
 * held 300. The bound is many times what a service needs, and V8 collects earlier under it. The size of the young
 * generation has to be said along: V8 would make it a sixteenth of its usual size, and collections would cost a
 * tenth to a third more CPU.
 */
export const nodeOptions: readonly string[] = [
  '--enable-source-maps',
  '--max-old-space-size=512',
  '--max-semi-space-size=16',
];
