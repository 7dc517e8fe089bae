import { OAuthError } from '@latchkey/oauth';
import type { Grant } from '../grant/grant';
import type { TokenAnswer } from '../grant/sealed-answer';

/** How long a replaced refresh token gets its answer again, in these tests. */
export const windowSeconds = 10;

/** Two replicas that share a database, and the time that both go by. */
export interface RefreshWorld {
  firstToken: string;
  replicas: Grant[];
  client: Parameters<Grant['redeem']>[0]['client'];
  /** Whether reuse was detected. */
  isRevoked(): boolean;
  now(): number;
  pass(milliseconds: number): void;
}

/** What happens next. Numbers choose: a replica, or one of what was stolen. */
export type Step =
  | { kind: 'refresh'; tabs: { replica: number; answerIsLost: boolean }[]; thieves: Thief[] }
  | { kind: 'steal' }
  | { kind: 'thieves'; thieves: Thief[] }
  | { kind: 'pass'; seconds: number };

interface Thief {
  replica: number;
  loot: number;
}

/**
 * An honest client and thieves that share a grant. The honest client uses the newest token it was given, in
 * several tabs at once; when every answer is lost it tries again with the token it has, within the window.
 */
export function createParties(world: RefreshWorld) {
  const loot: string[] = [];
  const answers = new Map<string, string>();
  let held = world.firstToken;
  let retryBy: number | undefined;
  let wasRobbed = false;

  return { play, settle };

  async function play(step: Step): Promise<void> {
    if (step.kind === 'steal') loot.push(held);
    if (step.kind === 'pass') {
      const patience = retryBy === undefined ? Infinity : retryBy - world.now() - 1;
      world.pass(Math.min(step.seconds * 1000, patience));
    }
    if (step.kind === 'thieves') await Promise.all(step.thieves.map(steal));
    if (step.kind === 'refresh') {
      const raids = step.thieves.map(steal);
      await Promise.all([refreshHonestly(step.tabs), ...raids]);
    }
  }

  /** Everybody comes back after the window: whoever was robbed notices, and then nobody has anything left. */
  async function settle(): Promise<void> {
    await refreshHonestly([{ replica: 0, answerIsLost: false }]);
    world.pass(windowSeconds * 1000);
    const thief = await steal({ replica: 1, loot: loot.length - 1 });
    world.pass(windowSeconds * 1000);
    const isLoggedIn = await refreshHonestly([{ replica: 0, answerIsLost: false }]);
    if (thief && (isLoggedIn || !world.isRevoked())) throw new Error('a theft was not noticed');
    if (!world.isRevoked()) return;
    for (const token of [held, ...loot, ...answers.keys()]) {
      if (await present(token, 0)) throw new Error('a session outlived the detection of reuse');
    }
  }

  async function refreshHonestly(tabs: { replica: number; answerIsLost: boolean }[]): Promise<boolean> {
    const presentedAt = world.now();
    const got = await Promise.all(tabs.map(({ replica }) => present(held, replica)));
    if (got.some((answer) => !answer) && !wasRobbed) throw new Error('an honest client was logged out');
    const received = got.find((answer, tab) => answer && !tabs[tab]?.answerIsLost);
    if (received) {
      held = received.refreshToken;
      retryBy = undefined;
    } else retryBy ??= presentedAt + windowSeconds * 1000;
    return received !== undefined;
  }

  /** Uses something that was stolen, if there is anything. Whatever comes of it, the client was robbed. */
  async function steal({ replica, loot: index }: Thief): Promise<TokenAnswer | undefined> {
    const token = loot[index % loot.length];
    if (token === undefined) return undefined;
    wasRobbed = true;
    const answer = await present(token, replica);
    if (answer) loot.push(answer.refreshToken);
    return answer;
  }

  /** Presents a token; undefined when it is refused. A token never earns two different answers. */
  async function present(token: string, replica: number): Promise<TokenAnswer | undefined> {
    const wasRevoked = world.isRevoked();
    try {
      const answer = await world.replicas[replica % world.replicas.length]?.redeem({
        client: world.client,
        parameters: { refresh_token: token },
        resources: [],
        audiences: [],
      });
      const bytes = JSON.stringify(answer);
      if (wasRevoked) throw new Error('a token was redeemed after reuse was detected');
      if ((answers.get(token) ?? bytes) !== bytes) throw new Error('a token earned two different answers');
      answers.set(token, bytes);
      return answer;
    } catch (error) {
      if (error instanceof OAuthError && error.code === 'invalid_grant') return undefined;
      throw error;
    }
  }
}
