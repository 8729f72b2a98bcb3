import { isIP } from 'node:net';

import { acceptMajorVersion, acceptMinorVersion, acceptSsl, acceptSwitchNetwork } from '../modifications.ts';
import { ServiceError } from '../service-error.ts';
import { csv, findInstance, required, type Body, type Call } from './operation.ts';

export function switchNetwork(call: Call): Body {
  const { parameters } = call;
  const instance = findInstance(call);
  const request = {
    target: parameters.get('TargetNetworkType'),
    vpc: required(call, 'VpcId'),
    vSwitch: required(call, 'VSwitchId'),
    retainClassic: parameters.get('RetainClassic'),
    classicExpiredDays: parameters.get('ClassicExpiredDays'),
  };
  const { accepted, taskId } = acceptSwitchNetwork(call.state, instance, request, call.now);
  call.accept(accepted);
  return { TaskId: taskId };
}

export function modifyInstanceSsl(call: Call): Body {
  const instance = findInstance(call);
  const { accepted, taskId } = acceptSsl(call.state, instance, required(call, 'SSLEnabled'), call.now);
  call.accept(accepted);
  return { InstanceId: instance.id, TaskId: taskId };
}

export function modifyInstanceMinorVersion(call: Call): Body {
  const { parameters } = call;
  const request = { version: parameters.get('Minorversion'), effectiveTime: parameters.get('EffectiveTime') };
  call.accept(acceptMinorVersion(call.state, findInstance(call), request, call.now).accepted);
  return {};
}

export function modifyInstanceMajorVersion(call: Call): Body {
  const request = { version: required(call, 'MajorVersion'), effectiveTime: call.parameters.get('EffectiveTime') };
  call.accept(acceptMajorVersion(call.state, findInstance(call), request, call.now).accepted);
  return {};
}

/** Changes the one whitelist there is, "default", at once. */
export function modifySecurityIps(call: Call): Body {
  const instance = findInstance(call);
  const addresses = csv(call, 'SecurityIps', 1000, 'InvalidSecurityIPList.Format') ?? [required(call, 'SecurityIps')];
  const mode = call.parameters.get('ModifyMode') ?? 'Cover';
  if (!addresses.every(isAddress)) throw new ServiceError(400, 'InvalidSecurityIPList.Format', 'SecurityIps holds something that is not an address.');
  if ((call.parameters.get('SecurityIpGroupName') ?? 'default') !== 'default') throw new ServiceError(400, 'InvalidSecurityIPListName', 'There is only the whitelist "default" here.');
  switch (mode) {
    case 'Cover':
      instance.whitelist = [...addresses];
      break;
    case 'Append':
      instance.whitelist = [...new Set([...instance.whitelist, ...addresses])];
      break;
    case 'Delete':
      instance.whitelist = instance.whitelist.filter((one) => !addresses.includes(one));
      break;
    default:
      throw new ServiceError(400, 'InvalidParameters.Format', 'ModifyMode is none of Cover, Append and Delete.');
  }
  call.accept({ instanceId: instance.id, at: call.now.toISOString(), action: 'ModifySecurityIps', prefix: null, port: null });
  return { TaskId: '0' };
}

function isAddress(text: string): boolean {
  return isIP(text.replace(/\/\d{1,3}$/, '')) !== 0;
}
