import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ACCEPTED_LICENCES, withPackages } from './notice.ts';
import { readLockFile, shippedPackages } from './shippedPackages.ts';

/** `npm run licences`: lists the shipped packages in NOTICE; fails where a licence is not accepted. */
const root = join(import.meta.dirname, '../..');
const path = join(root, 'NOTICE');
const packages = shippedPackages(await readLockFile(root));
await writeFile(path, withPackages(await readFile(path, 'utf8'), packages));
for (const { name, version, licence } of packages) {
  const isAccepted = ACCEPTED_LICENCES.has(licence);
  process.stdout.write(`${isAccepted ? 'ok  ' : 'FAIL'} ${name} ${version}: ${licence}\n`);
  if (!isAccepted) process.exitCode = 1;
}
