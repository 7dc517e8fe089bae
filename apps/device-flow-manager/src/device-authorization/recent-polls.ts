import { createHash } from 'node:crypto';

/** Remembers for a while when each device polled last. */
export interface RecentPolls {
  /**
   * Begins a poll. The function that it returns notes the poll when it is called first, and says when the one
   * before came: undefined when that is not known.
   */
  begin(deviceCodeHash: string, now: Date): () => Date | undefined;
}

const defaultSlots = 2 ** 17;

/**
 * Creates the memory of this process. A device that waits is only read from the store: writing down every
 * poll would cost a write each, for nothing but telling who polls too often. So each replica judges by the
 * polls that reached it, and forgets them when it ends; what it told a device, a longer interval, is stored.
 *
 * The memory has one size, 12 bytes for each slot, however many devices wait. Two that share a slot forget
 * each other's polls, which is lenient; taking one for the other would need the same 32 further bits.
 *
 * @param slots a power of two
 */
export function createRecentPolls(slots = defaultSlots): RecentPolls {
  const marks = new Uint32Array(slots);
  const times = new Float64Array(slots);
  return {
    begin(deviceCodeHash, now) {
      let noted = false;
      let before: Date | undefined;
      return () => {
        if (noted) return before;
        noted = true;
        const digest = createHash('sha256').update(deviceCodeHash).digest();
        const slot = digest.readUInt32BE(0) % slots;
        const mark = digest.readUInt32BE(4);
        if (marks[slot] === mark && times[slot]) before = new Date(times[slot]);
        marks[slot] = mark;
        times[slot] = now.getTime();
        return before;
      };
    },
  };
}
