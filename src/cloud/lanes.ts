import pLimit from 'p-limit';

/** One lane a region, each as wide as the concurrency: the service counts its quotas by account and region. */
export interface Lanes {
  run<T>(region: string, work: () => Promise<T>): Promise<T>;
}

export function makeLanes(width: number): Lanes {
  const lanes = new Map<string, ReturnType<typeof pLimit>>();
  return {
    run(region, work) {
      const lane = lanes.get(region) ?? pLimit(width);
      lanes.set(region, lane);
      return lane(work);
    },
  };
}
