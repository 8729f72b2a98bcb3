export { diffResults } from '../evaluate/diff-results.ts';
