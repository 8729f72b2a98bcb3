import type { ServiceCode } from '../../model/service-codes.ts';

type Given = Pick<ServiceCode, 'code' | 'status' | 'meaning' | 'advice'> & Partial<ServiceCode>;

/** The name is kept as it is written, so that the compiler knows which codes there are. */
function common<const Code extends string>(given: Given & { readonly code: Code }): ServiceCode & { readonly code: Code } {
  return { isFamily: false, operations: [], documentation: 'common', effect: 'nothing-done', ...given };
}

const CHECK_KEY = 'Check which key is used: the environment comes before the profile of the aliyun CLI, and --profile names one.';
const WHO_DENIES = 'The refusal names the action and the kind of policy that denies it: an explicit denial, or one by a control policy of the organisation, is lifted there and by no grant.';

/** Codes that every API of the cloud may answer: throttling, permission, credentials, the request as such, failures of the service. */
export const COMMON_CODES = [
  common({
    code: 'Throttling', status: 400, isFamily: true,
    meaning: 'More requests came than the account may send to this operation in this region; all RAM users of the account share the quota.',
    advice: ['Run again later, or with a lower --concurrency. Reads are tried again by themselves, within limits; a throttled call was not carried out and may be sent again.'],
  }),
  common({
    code: 'Throttling.User', status: 400,
    meaning: 'The account has used up its quota of requests for this operation in this region; all its RAM users share it.',
    advice: ['Run again later, or with a lower --concurrency, and look who else calls the same operation.'],
  }),
  common({
    code: 'Throttling.Api', status: 400,
    meaning: 'The operation as a whole has more requests than it serves; the account need not have caused it.',
    advice: ['Run again later.'],
  }),
  common({
    code: 'Throttling.DeepPageSkip', status: 400, operations: ['DescribeVSwitches'], documentation: 'described',
    meaning: 'A far page of a list was asked for without those before it.',
    advice: ['Run again later and report it: pages are read in order, so that this should not happen.'],
  }),
  common({
    code: 'Forbidden', status: 403, isFamily: true,
    meaning: 'The caller is known and may not do this.',
    advice: ['Grant the action that is named: `tair-preflight ram-policy --for check` (or apply, release) writes the whole policy.', WHO_DENIES],
  }),
  common({
    code: 'Forbidden.RAM', status: 403,
    meaning: 'The RAM user or role is known and may not do this: no policy allows the action on this resource, or one denies it.',
    advice: ['Grant the action that is named: `tair-preflight ram-policy --for check` (or apply, release) writes the whole policy, and with --format table says which rules are unknown without it.', WHO_DENIES],
  }),
  common({
    code: 'NoPermission', status: 403, isFamily: true,
    meaning: 'The caller is known and may not do this; the same as Forbidden.RAM in other words.',
    advice: ['Grant the action that is named: `tair-preflight ram-policy --for check` (or apply, release) writes the whole policy.', WHO_DENIES],
  }),
  common({ code: 'InvalidAccessKeyId', status: 404, isFamily: true, meaning: 'The service does not accept this access key id.', advice: [CHECK_KEY, 'Look in the RAM console whether the key is there and enabled.'] }),
  common({
    code: 'InvalidAccessKeyId.NotFound', status: 404,
    meaning: 'The service knows no such access key id: it was mistyped or deleted, or it is of another site of the cloud (the Chinese and the international one are apart).',
    advice: [CHECK_KEY, 'Temporary keys begin with STS. and want their security token with them.'],
  }),
  common({ code: 'InvalidAccessKeyId.Inactive', status: 400, meaning: 'The access key is there, and is disabled.', advice: ['Enable it in the RAM console, or use another.', CHECK_KEY] }),
  common({
    code: 'SignatureDoesNotMatch', status: 400,
    meaning: 'The signature was made with another secret than that of the access key, or something on the way changed the request.',
    advice: ['Check that id and secret belong together, with no blank at an end.', 'Where they do, look for a proxy that rewrites requests.'],
  }),
  common({ code: 'IncompleteSignature', status: 400, meaning: 'The request came without a part of its signature.', advice: ['Look for a proxy that takes headers or parameters away.'] }),
  common({
    code: 'SignatureNonceUsed', status: 400, effect: 'not-known',
    meaning: 'The same signed request arrived twice. The tool never sends one twice, so something on the way did, and the first may have been carried out.',
    advice: ['Look for a proxy that sends requests again.', 'After a call that changes something read first what became of it: `tair-preflight resume JOURNAL` does so.'],
  }),
  common({ code: 'InvalidTimeStamp', status: 400, isFamily: true, meaning: 'The time in the request is not accepted.', advice: ['Set the clock of this machine right (NTP).'] }),
  common({ code: 'InvalidTimeStamp.Expired', status: 400, meaning: 'The request bears a time more than 15 minutes off the service\'s: the clock of this machine is wrong, or the request was long on its way.', advice: ['Set the clock of this machine right (NTP), and run again.'] }),
  common({ code: 'InvalidSecurityToken', status: 400, isFamily: true, meaning: 'The token of temporary credentials is not accepted.', advice: ['Have new temporary credentials issued, all three parts of them: id, secret and token.'] }),
  common({ code: 'InvalidSecurityToken.Expired', status: 400, meaning: 'The temporary credentials have expired.', advice: ['Have new ones issued, for longer than the run takes.'] }),
  common({ code: 'MissingParameter', status: 400, isFamily: true, meaning: 'A parameter that the operation wants was not sent.', advice: ['The tool sends all that are required: report it with the version, or look for a proxy that drops parameters.'] }),
  common({ code: 'InvalidParameter', status: 400, isFamily: true, meaning: 'A parameter has a value that the operation does not take; the message names it.', advice: ['Check the id, region, prefix or port that was given; where they are right, report it with the version.'] }),
  common({ code: 'InvalidAction.NotFound', status: 404, meaning: 'The endpoint knows no such operation: it is of another product or an older version.', advice: ['Check --endpoint and its variables in the environment.'] }),
  common({ code: 'InvalidRegionId', status: 404, isFamily: true, meaning: 'There is no such region, or it does not offer the service.', advice: ['Check the name of the region, or use --all-regions.'] }),
  common({ code: 'ServiceUnavailable', status: 503, isFamily: true, effect: 'not-known', meaning: 'The service cannot answer at the moment.', advice: ['Run again later; reads are tried again by themselves.', 'After a call that changes something its outcome is not known: `tair-preflight resume JOURNAL` reads what became of it before anything is sent again.'] }),
  common({ code: 'InternalError', status: 500, isFamily: true, effect: 'not-known', meaning: 'The service failed inside.', advice: ['Run again later, and send the request id to the vendor where it stays.', 'After a call that changes something its outcome is not known: `tair-preflight resume JOURNAL` reads what became of it before anything is sent again.'] }),
  common({ code: 'InternalFailure', status: 500, effect: 'not-known', meaning: 'The service failed inside; the same as InternalError.', advice: ['Run again later, and send the request id to the vendor where it stays.'] }),
] as const;

function read<const Code extends string>(given: Given & Pick<ServiceCode, 'operations'> & { readonly code: Code }): ServiceCode & { readonly code: Code } {
  return common({ documentation: 'listed', ...given });
}

const SSL = ['DescribeInstanceSSL'];

/** Codes that the reads behind the facts may answer. */
export const READ_CODES = [
  read({ code: 'InvalidInstanceId.NotFound', status: 404, operations: ['DescribeInstanceAttribute', 'DescribeInstanceSSL'], documentation: 'described', meaning: 'A read knows no such instance in this region; it is what InvalidDbInstanceId.NotFound is to a call.', advice: ['Check the id, the region and the account; `tair-preflight check INSTANCE --all-regions` looks everywhere.'] }),
  read({ code: 'InvalidInstanceIds.Malformed', status: 400, operations: ['DescribeInstances'], meaning: 'A list of instance ids is not accepted: one of them cannot be an id.', advice: ['Check the ids that were given.'] }),
  read({ code: 'IncorrectEngineVersion', status: 403, operations: SSL, meaning: 'The engine\'s version has no SSL that could be told about; ssl.enabled is then unknown.', advice: ['Look the setting up in the console.', 'Update to the latest minor version where one is offered, and run again.'] }),
  read({ code: 'InvalidRedisVersionPattern', status: 400, operations: SSL, meaning: 'The versions of shards and proxy do not go together, so SSL cannot be told about; ssl.enabled is then unknown.', advice: ['Update to the latest minor version, and run again.'] }),
  read({ code: 'IncorrectCharacterType', status: 403, operations: SSL, meaning: 'An instance of this kind has no SSL that could be told about; ssl.enabled is then unknown.', advice: ['Look the setting up in the console.'] }),
  read({ code: 'InvalidVSwitchId.NotFound', status: 404, operations: ['DescribeVSwitchAttributes'], documentation: 'described', meaning: 'These credentials see no such vSwitch. One that another account shares may be hidden from them.', advice: ['Ask the owner of the vSwitch how many addresses are free, or look with credentials of the owning account.'] }),
] as const;
