import type { Known } from '../model/known.ts';
import { convert, countField, textField, wordField } from './field.ts';
import type { Item } from './field.ts';
import type { Claims } from './instance-facts.ts';

const STATUS_WORDS = new Map([['Available', 'Available'], ['Pending', 'Pending']]);
/** `Sharing` is a vSwitch of ours lent out, `Shared` one that another account lent to us. */
const SHARE_WORDS = new Map([['Shared', 'Shared'], ['Sharing', 'Sharing']]);

/** The facts of one vSwitch, in an entry of DescribeVSwitches or the reply of DescribeVSwitchAttributes. */
export function vSwitchClaims(item: Item): Claims {
  return {
    'vswitch.id': textField(item, 'VSwitchId'),
    'vswitch.zone': textField(item, 'ZoneId'),
    'vswitch.status': wordField(item, 'Status', STATUS_WORDS),
    'vswitch.cidr': textField(item, 'CidrBlock'),
    'vswitch.availableAddresses': countField(item, 'AvailableIpAddressCount'),
    'vswitch.ownedByAnotherAccount': sharedWithUs(item),
  };
}

function sharedWithUs(item: Item): Known<boolean> {
  if (item.fields['ShareType'] === '') return { kind: 'known', value: false, evidence: item.evidence };
  return convert(wordField(item, 'ShareType', SHARE_WORDS), (type) => type === 'Shared');
}
