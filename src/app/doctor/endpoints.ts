import pLimit from 'p-limit';

import type { Probe, Prober } from '../../cloud/open-prober.ts';
import type { DoctorFinding } from '../../model/doctor.ts';
import type { RamNeed } from '../../model/ram-policy.ts';
import { isVpcNeed } from './needs.ts';

export interface Probed {
  readonly product: string;
  readonly region: string;
  readonly ahead: number | null;
  readonly finding: DoctorFinding;
}

/** Seconds: what the signature allows, and from where on it is worth a word. */
const MOST_OFF = 15 * 60;
const NOTEWORTHY = 5 * 60;

/** Knocks at every endpoint that a check of these regions would use: STS once, ApsaraDB for Redis in each, VPC where rules look at vSwitches. */
export async function endpointFindings(prober: Prober, regions: readonly string[], needs: readonly RamNeed[], concurrency: number): Promise<readonly Probed[]> {
  const products = needs.some(isVpcNeed) ? (['kvstore', 'vpc'] as const) : (['kvstore'] as const);
  const lane = pLimit(concurrency);
  const [first] = regions;
  const targets = [...(first === undefined ? [] : [['sts', first] as const]), ...regions.flatMap((region) => products.map((product) => [product, region] as const))];
  return Promise.all(targets.map(([product, region]) => lane(async () => toProbed(await prober.probe(product, region)))));
}

function toProbed({ product, region, host, outcome }: Probe): Probed {
  const failure = outcome.kind === 'answered' ? null : { step: outcome.step, reason: outcome.reason, said: outcome.what };
  return {
    product, region, ahead: outcome.kind === 'answered' ? outcome.ahead : null,
    finding: { check: 'endpoints', status: failure === null ? 'ok' : 'problem', because: null, saw: { kind: 'endpoint', product, region, host, failure } },
  };
}

/** Our clock beside that of the first service that told its time. */
export function clockFinding(probes: readonly Probed[]): DoctorFinding {
  const ahead = probes.find((probe) => probe.ahead !== null)?.ahead ?? null;
  if (ahead === null) {
    const unreached = probes.every((probe) => probe.finding.status === 'problem');
    return { check: 'clock', status: 'unknown', because: unreached ? 'endpoints' : null, saw: { kind: 'clock', ahead } };
  }
  const off = Math.abs(ahead);
  return { check: 'clock', status: off > MOST_OFF ? 'problem' : off > NOTEWORTHY ? 'warning' : 'ok', because: null, saw: { kind: 'clock', ahead } };
}
