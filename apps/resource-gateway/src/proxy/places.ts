/** A bounded number of places, and a bounded queue for them. */
export interface Places {
  /**
   * Takes a place; waits for one when all are taken. Every place that was taken has to be given back once.
   *
   * @returns true, a promise of it, or false (also in the promise) when there is none to be had
   */
  take(): boolean | Promise<boolean>;
  giveBack(): void;
}

/** How many may be in and how many may wait. */
export interface PlacesOptions {
  maximum: number;
  maximumWaiting: number;
  longestWaitMilliseconds: number;
}

/** Creates the places. Who waits longest is served first. */
export function createPlaces({ maximum, maximumWaiting, longestWaitMilliseconds }: PlacesOptions): Places {
  // A Set keeps the order of insertion, and those whose patience ends leave from its middle.
  const waiting = new Set<() => void>();
  let taken = 0;

  return {
    take() {
      if (taken < maximum) {
        taken += 1;
        return true;
      }
      if (waiting.size >= maximumWaiting) return false;
      return new Promise((resolve) => {
        const timer = setTimeout(() => {
          waiting.delete(enter);
          resolve(false);
        }, longestWaitMilliseconds).unref();
        const enter = () => {
          clearTimeout(timer);
          resolve(true);
        };
        waiting.add(enter);
      });
    },
    giveBack() {
      for (const enter of waiting) {
        waiting.delete(enter);
        return enter(); // the place goes to the next without becoming free
      }
      taken -= 1;
    },
  };
}
