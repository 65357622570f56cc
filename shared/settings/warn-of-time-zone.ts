import { readVariable } from './platform-variables.ts';

/**
 * What is wrong with the time zone that the platform was given, as a sentence; null when none was. Flex Consumption and
 * Linux Consumption do not support either setting, which there can break TLS connections and metrics (Microsoft Learn, "Azure
 * Functions Flex Consumption plan hosting", considerations).
 */
export function warnOfTimeZone(environment: NodeJS.ProcessEnv): string | null {
  const names = (['WEBSITE_TIME_ZONE', 'TZ'] as const).filter((name) => {
    const zone = readVariable(environment, name).trim();
    return zone !== '' && !/^:?(etc\/)?(utc|uct|gmt|zulu)$/i.test(zone);
  });
  if (names.length === 0) return null;
  return `${names.join(' and ')} should not be set: schedules are meant in UTC, and on Flex Consumption a time zone is not supported and can break TLS and metrics. Remove it, and write schedules in UTC.`;
}
