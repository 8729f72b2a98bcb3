import { ServiceError } from './service-error.ts';

const REFUSALS: Readonly<Record<string, readonly [status: number, message: string]>> = {
  NetTypeExists: [400, 'The instance has an endpoint of this network type already.'],
  InvalidConnType: [400, 'The connection type of the instance does not allow this.'],
  TaskHasExist: [400, 'Another task or order is under way for the instance.'],
  ConnectionStringAlreadyExists: [400, 'The connection string is in use.'],
  'InvalidConnectionString.Format': [400, 'The connection string does not have the form that is asked for.'],
  DirectConnectionAlreadyExists: [400, 'The instance has a direct connection already.'],
  InvalidVPCParamGroup: [400, 'VPC and vSwitch of the instance do not allow this.'],
  InvalidConnectionString: [400, 'The connection string holds characters that are not allowed.'],
  UnsupportedEngineVersion: [403, 'The engine version of the instance does not support this.'],
  IncorrectMinorVersion: [403, 'The minor version of the instance does not support this; update it.'],
  'InstanceStatus.NotSupport': [403, 'The instance is in a status that does not allow this.'],
  'InvalidDbInstanceId.NotFound': [404, 'There is no such instance.'],
  'InvalidPort.Malformed': [400, 'The port is not allowed.'],
  IncorrectSSLStatus: [403, 'SSL encryption of the instance does not allow this.'],
  InsufficientVSwitchIp: [400, 'The vSwitch has too few addresses.'],
  'OperationDenied.Preview': [403, 'The account has no access to this preview.'],
  NetTypeNotExists: [400, 'The instance has no endpoint of this network type.'],
  'InvalidParameters.Format': [400, 'A parameter has a value that is not allowed.'],
  VpcVerifyError: [400, 'There is no such vSwitch in this VPC and region.'],
  VpcServiceError: [400, 'The vSwitch is not available.'],
  IzNotSupportVpcError: [400, 'The vSwitch is in another zone than the instance.'],
  IzNotSupportSwitchNetworkError: [400, 'The network of the instance cannot be switched so.'],
  VpcAndVSwitchNotChange: [400, 'The instance is connected to this VPC and vSwitch already.'],
  ResourceAlreadyExists: [403, 'A direct connection exists; release it first.'],
  InsufficientResourceCapacity: [403, 'The vSwitch has no free address.'],
  VpcFreePasswordNoSupport: [403, 'Password-free access is on; turn it off first.'],
  IncorrectDBInstanceState: [403, 'The instance is in a status that does not allow this.'],
  IncorrectEngineVersion: [403, 'The engine version of the instance does not support SSL.'],
  EnabledSSLNotSupport: [404, 'SSL cannot be enabled while a direct connection exists; release it first.'],
};

/** The answer that a call is refused with, by its code. */
export function refusal(code: string): ServiceError {
  const [status, message] = REFUSALS[code] ?? [400, 'The call is refused.'];
  return new ServiceError(status, code, message);
}
