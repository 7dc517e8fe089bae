import { endpointPaths } from '../oauth/endpoint-paths';
import { pagePaths } from '../pages/page-paths';

const reservedSegments: ReadonlySet<string> = new Set(
  ['/.well-known', ...Object.values(endpointPaths), ...pagePaths].map(firstSegment),
);

/** Whether a path is, or lies below, an endpoint of this gateway or a page: no resource can take it over. */
export function isReserved(path: string): boolean {
  return path === '/' || reservedSegments.has(firstSegment(path));
}

function firstSegment(path: string): string {
  return (path.split('/', 2)[1] ?? '').toLowerCase();
}
