import { checkDeviceId } from '../control/control-resolvers';
import type { SchemaContext } from '../schema/context';
import type { Resolvers } from '../schema/resolver';
import type { Preferences, TemperatureBand } from './preferences';

interface PreferencesArguments {
  deviceId: string;
  preferences: {
    readyBy?: number | null;
    targetPercent?: number | null;
    temperatureBand?: TemperatureBand | null;
  };
}

/** Resolvers of preferences. */
export const preferenceResolvers = {
  Preferences: {
    readyBy: ({ readyByMinutes }: Preferences) => readyByMinutes,
  },
  Mutation: {
    setPreferences(_: unknown, args: PreferencesArguments, { principal, services }: SchemaContext) {
      const { readyBy: readyByMinutes, ...others } = args.preferences;
      return services.control.setPreferences(principal, checkDeviceId(args), { readyByMinutes, ...others });
    },
  },
} satisfies Resolvers;
