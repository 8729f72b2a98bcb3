import type { ServiceCode } from '../../model/service-codes.ts';

const ALLOCATE = 'AllocateDirectConnection';
const RELEASE = 'ReleaseDirectConnection';

type Given = Pick<ServiceCode, 'code' | 'status' | 'meaning' | 'advice'> & Partial<ServiceCode>;

/** The name is kept as it is written, so that the compiler knows which codes there are. */
function refusal<const Code extends string>(given: Given & { readonly code: Code }): ServiceCode & { readonly code: Code } {
  return { isFamily: false, operations: [ALLOCATE], documentation: 'listed', effect: 'nothing-done', ...given };
}

/** The codes that the pages of AllocateDirectConnection and ReleaseDirectConnection list (API-REFERENCE, error codes). */
export const ALLOCATE_CODES = [
  refusal({
    code: 'DirectConnectionAlreadyExists', status: 400,
    meaning: 'The instance has a direct endpoint already, and it can have one only.',
    advice: [
      'Nothing is to be done where any direct endpoint will do: `tair-preflight check INSTANCE` shows it among the facts, as network.endpoints.',
      'For another prefix or port change the endpoint that is there in the console, or release it first with `tair-preflight release`, which cuts its clients off.',
    ],
  }),
  refusal({
    code: 'NetTypeExists', status: 400,
    meaning: 'An endpoint of the kind that was asked for exists. For this call that is the direct endpoint, so it says the same as DirectConnectionAlreadyExists.',
    advice: ['Look which endpoints there are: `tair-preflight check INSTANCE` reads them. Where a direct one is among them, nothing is to be done.'],
  }),
  refusal({
    code: 'InvalidConnType', status: 400,
    meaning: 'The instance is of a kind that takes no direct endpoint. The page gives no description; most likely it is no cluster, or a cloud-native instance.',
    advice: [
      'Look at architecture and deployment: `tair-preflight explain INSTANCE cluster-architecture` and `… classic-deployment`.',
      'Neither can be changed in place: create a classic cluster that runs Redis 5.0, or a cloud-native cluster in direct mode, and migrate to it.',
    ],
  }),
  refusal({
    code: 'TaskHasExist', status: 400, documentation: 'described',
    meaning: 'Another task is at work on the instance, or stands in its queue.',
    advice: ['Wait until the task has ended, and run again: `tair-preflight explain INSTANCE no-active-task` names it.', 'Where a switch is booked for the maintenance window, have it carried out at once or cancel it.'],
  }),
  refusal({
    code: 'ConnectionStringAlreadyExists', status: 400,
    meaning: 'The prefix is in use. Names are shared by all accounts and by other database services of the cloud, so it need not be in use by an instance of yours; nobody can tell beforehand.',
    advice: ['Choose another --prefix, or a --prefix-template with {id}, whose names nobody else is likely to use.', 'Or give no prefix: the service then makes one of the id.'],
  }),
  refusal({
    code: 'InvalidConnectionString', status: 400, documentation: 'described',
    meaning: 'The prefix is not of the allowed form: 8 to 40 lower-case letters and digits, a letter first.',
    advice: ['Choose another --prefix of that form; `tair-preflight check INSTANCE --prefix …` judges it without a call.'],
  }),
  refusal({
    code: 'InvalidConnectionString.Format', status: 400, documentation: 'described',
    meaning: 'The prefix is not accepted as it is written.',
    advice: ['Choose another --prefix: 8 to 40 lower-case letters and digits, a letter first.'],
  }),
  refusal({
    code: 'InvalidVPCParamGroup', status: 400,
    meaning: 'VPC and vSwitch of the instance do not go together for this call. The page gives no description; most likely the instance is in the classic network, or its vSwitch is not available or has no room.',
    advice: [
      'Look at the network: `tair-preflight explain INSTANCE vpc-network`, `… vswitch-available` and `… vswitch-has-addresses`.',
      'An instance in the classic network is moved with SwitchNetwork first, which cannot be undone.',
    ],
  }),
  refusal({
    code: 'UnsupportedEngineVersion', status: 403,
    meaning: 'The major version of the engine takes no direct endpoint: the reference names 4.0 and 5.0 for the Community Edition and 5.0 for the Enhanced Edition, the current user guide 5.0 alone.',
    advice: ['From a lower version upgrade to 5.0 with ModifyInstanceMajorVersion, which cannot be undone; `tair-preflight explain INSTANCE supported-engine-version` tells what was read.', 'From 6.0 or 7.0 there is no way back: create a classic cluster of 5.0 and migrate to it.'],
  }),
  refusal({
    code: 'IncorrectMinorVersion', status: 403, documentation: 'described',
    meaning: 'The minor version of the instance is too old for this call.',
    advice: ['Update to the latest minor version with ModifyInstanceMinorVersion, at best within the maintenance window, and run again.', 'Shards of a cluster can differ: the lowest counts, and `tair-preflight explain INSTANCE latest-minor-version` shows what the service says of it.'],
  }),
  refusal({
    code: 'InstanceStatus.NotSupport', status: 403, operations: [ALLOCATE, RELEASE], documentation: 'described',
    meaning: 'The instance is in a state that does not allow this call; only Normal is known to.',
    advice: ['Wait until the instance is Normal again and run again: `tair-preflight explain INSTANCE instance-normal` shows its state.', 'An Inactive instance has expired: renew it, waiting does not help.'],
  }),
  refusal({
    code: 'InvalidDbInstanceId.NotFound', status: 404, operations: [ALLOCATE, RELEASE], documentation: 'described',
    meaning: 'There is no such instance in this region, or these credentials are of another account.',
    advice: ['Check the id, the region and the account; `tair-preflight check INSTANCE --all-regions` looks everywhere.'],
  }),
  refusal({
    code: 'NetTypeNotExists', status: 400, operations: [RELEASE],
    meaning: 'The instance has no direct endpoint that could be released.',
    advice: ['Nothing is to be done. Where one was expected, check the id and look who released it.'],
  }),
] as const;
