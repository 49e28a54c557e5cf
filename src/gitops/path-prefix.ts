/** Path of the output folder in the repository: `./dist/` and `dist` are the same. */
export function pathPrefix(path = 'dist'): string {
  return path.replace(/^\.\//, '').replace(/\/+$/, '');
}
