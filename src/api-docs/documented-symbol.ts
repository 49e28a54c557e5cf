import ts from 'typescript';

/** A value and type parameter of a docstring: `@default`, `@throws`. */
export function tagText(declaration: ts.Node, tag: string): string | undefined {
  const found = ts.getJSDocTags(declaration).find(({ tagName }) => tagName.text === tag);
  return found === undefined ? undefined : oneLine(ts.getTextOfJSDocComment(found.comment) ?? '');
}

/** The docstring without its tags; empty where there is none. */
export function docstring(symbol: ts.Symbol, checker: ts.TypeChecker): string {
  return ts.displayPartsToString(symbol.getDocumentationComment(checker)).trim();
}

/** Not for users: private, protected, or marked `@internal`. */
export function isHidden(declaration: ts.Declaration): boolean {
  const hidden = ts.ModifierFlags.Private | ts.ModifierFlags.Protected;
  return (
    (ts.getCombinedModifierFlags(declaration) & hidden) !== 0 ||
    tagText(declaration, 'internal') !== undefined
  );
}

/** Source text on one line, without comments. */
export function sourceText(node: ts.Node): string {
  const printer = ts.createPrinter({ removeComments: true });
  return oneLine(printer.printNode(ts.EmitHint.Unspecified, node, node.getSourceFile()));
}

export function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}
