import { z } from 'zod';

const text = z.string().min(1);
const count = z.int().min(0);
const time = z.iso.datetime({ offset: true });
const port = z.int().min(1).max(65535);
const tags = z.record(z.string(), z.string());

/** Replaces fields of a reply by hand: a value takes the field's place, null drops it. Keyed by operation, then by field. */
const raw = z.record(z.string(), z.record(z.string(), z.json()));

const endpoint = z.strictObject({
  connectionString: text,
  port: port.optional(),
  /** private: inside the VPC (or the classic network, where the instance is there); public: from the internet. */
  type: z.enum(['private', 'public', 'classic']).optional(),
  direct: z.boolean().optional(),
});

/** Where a Redis in fact listens. */
const address = z.strictObject({ host: text, port });

const task = z.strictObject({
  id: text.optional(),
  type: text,
  status: text,
  startedAt: time.optional(),
});

const instance = z.strictObject({
  id: text,
  name: z.string().optional(),
  region: text.optional(),
  zone: text.optional(),
  class: text.optional(),
  architecture: text.optional(),
  deployment: z.enum(['classic', 'cloud-native']).optional(),
  /** Cloud-native only: how its clients reach it. */
  connectionMode: z.enum(['proxy', 'direct']).optional(),
  edition: text.optional(),
  engine: z.enum(['redis', 'memcache']).optional(),
  engineVersion: text.optional(),
  shards: z.int().min(1).max(256).optional(),
  status: text.optional(),
  network: z.enum(['VPC', 'CLASSIC']).optional(),
  vpc: text.optional(),
  vSwitch: text.optional(),
  /** unsupported: the service refuses to tell, as it does for versions without SSL. */
  ssl: z.enum(['on', 'off', 'unsupported']).optional(),
  latestMinor: z.boolean().optional(),
  minorVersion: text.optional(),
  latestMinorVersion: text.optional(),
  endpoints: z.array(endpoint).optional(),
  /** A direct endpoint besides the others. */
  directEndpoint: z.strictObject({ prefix: text.optional(), port: port.optional() }).optional(),
  /**
   * A Redis that is really there: its addresses are told as those of the direct endpoint, once there is one, and of the
   * proxy's, so that clients can connect. The emulator itself never does. With it a direct endpoint bears no prefix that
   * was asked for.
   */
  dataPlane: z.strictObject({ direct: address, proxy: address.optional() }).optional(),
  tasks: z.array(task).optional(),
  maintenance: z.array(z.strictObject({ type: text, switchTime: time, status: z.int().optional() })).optional(),
  /** The most connections that its clients hold within a day, as the monitoring tells; absent: the monitoring tells none. */
  connections: count.optional(),
  whitelist: z.array(text).optional(),
  tags: tags.optional(),
  orderCompleted: z.boolean().optional(),
  renewalChangeBooked: z.boolean().optional(),
  computingType: text.optional(),
  globalInstance: text.optional(),
  resourceGroup: text.optional(),
  chargeType: z.enum(['PostPaid', 'PrePaid']).optional(),
  expiresAt: time.optional(),
  passwordFree: z.boolean().optional(),
  maintainStart: text.optional(),
  maintainEnd: text.optional(),
  raw: raw.optional(),
});

const vSwitch = z.strictObject({
  id: text,
  vpc: text,
  zone: text.optional(),
  region: text,
  cidr: text.optional(),
  available: count,
  status: text.optional(),
  shareType: z.enum(['', 'Shared', 'Sharing']).optional(),
  /** The account that owns it, where it is not ours. */
  owner: text.optional(),
  /** false: no call can see it, as a vSwitch of another account that is not shared. */
  visible: z.boolean().optional(),
  raw: raw.optional(),
});

const key = z.strictObject({
  id: text,
  secret: text,
  /** Must come with each request, for temporary keys. */
  securityToken: text.optional(),
  /** RAM actions that are allowed, with * at the end: "kvstore:Describe*". Absent: everything. */
  allow: z.array(text).optional(),
});

const role = z.strictObject({
  name: z.string().regex(/^[\w.-]{1,64}$/),
  /** RAM actions that its temporary keys are allowed, with * at the end. Absent: everything. */
  allow: z.array(text).optional(),
});

const region = z.strictObject({
  id: text,
  endpoint: text.optional(),
  zones: z.array(text).optional(),
  /** false: every kvstore call for the region answers that there is no such service. */
  service: z.boolean().optional(),
});

const settings = z.strictObject({
  /** Seconds until an accepted change has taken place; 1. */
  settle: z.number().min(0).optional(),
  /** Whether what is asked for the maintenance window waits for it, by the clock; false: it is begun at once, and takes `settle` as well. */
  waitForMaintenance: z.boolean().optional(),
  /** Ids of instances whose accepted change comes to nothing: the task ends as Failed. */
  failAfterAccept: z.array(text).optional(),
  /** Forbidden actions, by their RAM names with * at the end, for one instance or all. */
  accessRules: z.array(z.strictObject({ deny: text, instance: text.optional(), key: text.optional() })).optional(),
  /** Whether AllocateDirectConnection wants the latest minor version; true. */
  refuseOldMinor: z.boolean().optional(),
  /** Whether the account has access to the preview; true. */
  previewGranted: z.boolean().optional(),
  /** The Host header `REGION.localhost` selects the region; other regions' instances are then not found. */
  regionalHosts: z.boolean().optional(),
  /** Prefixes that other accounts use. */
  takenPrefixes: z.array(text).optional(),
});

/** The shape of a fleet file. Everything optional has a default that makes a healthy, eligible instance. */
export const fleetSchema = z.strictObject({
  /** Keys: absent, one pair "emulator", "emulator-secret". Roles: absent, any role of the account can be assumed and may do everything. */
  account: z.strictObject({ id: z.string().regex(/^\d{1,16}$/).optional(), keys: z.array(key).min(1).optional(), roles: z.array(role).optional() }).optional(),
  regions: z.array(region).optional(),
  vSwitches: z.array(vSwitch).optional(),
  instances: z.array(instance).optional(),
  settings: settings.optional(),
});

/** A fleet as it stands in a file; `startEmulator` takes it as it is. */
export type FleetFile = z.infer<typeof fleetSchema>;
export type FleetInstance = z.infer<typeof instance>;
export type FleetVSwitch = z.infer<typeof vSwitch>;
export type RawOverrides = z.infer<typeof raw>;
