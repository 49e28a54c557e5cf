import ts from 'typescript';
import { docstring, isHidden, oneLine, sourceText, tagText } from './documented-symbol';
import { code, prose, table } from './markdown';

/** One public export as a section of Markdown; `missing` gets the names of what has no docstring. */
export function renderSymbol(symbol: ts.Symbol, checker: ts.TypeChecker, missing: string[]): string {
  const [declaration] = symbol.declarations ?? [];
  if (declaration === undefined) throw new Error(`${symbol.name} has no declaration`);
  const text = docstring(symbol, checker);
  if (text === '') missing.push(symbol.name);
  const parts = [`### ${symbol.name}`, prose(text), ...notes(declaration)];
  if (ts.isClassDeclaration(declaration)) {
    parts.push(...renderClass(symbol.name, declaration, checker, missing));
  } else if (ts.isInterfaceDeclaration(declaration)) {
    parts.push(renderProperties(checker.getDeclaredTypeOfSymbol(symbol), checker));
  } else {
    parts.push(
      codeBlock(ts.isFunctionDeclaration(declaration) ? [signature(declaration)] : [sourceText(declaration)]),
    );
    if (ts.isFunctionDeclaration(declaration)) parts.push(...parameters(declaration));
  }
  return parts.filter((part) => part !== '').join('\n\n');
}

function renderClass(
  name: string,
  declaration: ts.ClassDeclaration,
  checker: ts.TypeChecker,
  missing: string[],
): string[] {
  const heritage = (declaration.heritageClauses ?? []).map((clause) => sourceText(clause)).join(' ');
  const members = declaration.members.filter((member) => !isHidden(member));
  const constructors = members.filter((member) => ts.isConstructorDeclaration(member));
  // A class that inherits its constructor, or hides it, shows none.
  const head = [
    oneLine(`class ${name} ${heritage}`),
    ...constructors.map((member) => `new ${name}(${parameterList(member)})`),
  ];
  const rows = members.flatMap((member): string[][] => {
    const symbol = member.name === undefined ? undefined : checker.getSymbolAtLocation(member.name);
    if (symbol === undefined) return [];
    const text = docstring(symbol, checker);
    // The name of a property may say it all; what a method does has to be said.
    if (text === '' && ts.isMethodDeclaration(member) && tagText(member, 'throws') === undefined)
      missing.push(`${name}.${symbol.name}`);
    return [[code(memberText(member, symbol.name)), prose([text, ...notes(member)].join(' '))]];
  });
  const parameterProperties = [...declaration.members]
    .filter((member) => ts.isConstructorDeclaration(member))
    .flatMap((constructor) => constructor.parameters)
    .filter(
      (parameter) => ts.isParameterPropertyDeclaration(parameter, parameter.parent) && !isHidden(parameter),
    )
    .map((parameter) => {
      const symbol = checker.getSymbolAtLocation(parameter.name);
      const text = symbol === undefined ? '' : docstring(symbol, checker);
      return [code(memberText(parameter, parameter.name.getText())), prose(text)];
    });
  const all = [...parameterProperties, ...rows];
  return [codeBlock(head), all.length === 0 ? '' : table(['Member', 'What it is'], all)];
}

function renderProperties(type: ts.Type, checker: ts.TypeChecker): string {
  const rows = checker.getPropertiesOfType(type).flatMap((property): string[][] => {
    const [declaration] = property.declarations ?? [];
    if (declaration === undefined || isHidden(declaration)) return [];
    const optional = (property.flags & ts.SymbolFlags.Optional) !== 0;
    const given = tagText(declaration, 'default');
    return [
      [
        code(property.name),
        code(typeText(declaration)),
        optional ? prose(given ?? 'none') : 'required',
        prose(docstring(property, checker)),
      ],
    ];
  });
  return rows.length === 0 ? '' : table(['Property', 'Type', 'Default', 'What it is'], rows);
}

function typeText(declaration: ts.Declaration): string {
  if (ts.isPropertySignature(declaration) && declaration.type !== undefined)
    return sourceText(declaration.type);
  return ts.isMethodSignature(declaration) ? sourceText(declaration).replace(/;$/, '') : '';
}

function memberText(member: ts.ClassElement | ts.ParameterDeclaration, name: string): string {
  const place = (ts.getCombinedModifierFlags(member) & ts.ModifierFlags.Static) === 0 ? '' : 'static ';
  if (ts.isMethodDeclaration(member)) return `${place}${signature(member)}`;
  const { type } = member as ts.PropertyDeclaration | ts.GetAccessorDeclaration | ts.ParameterDeclaration;
  return `${place}${name}${type === undefined ? '' : `: ${sourceText(type)}`}`;
}

function signature(declaration: ts.FunctionDeclaration | ts.MethodDeclaration): string {
  const answer = declaration.type === undefined ? '' : `: ${sourceText(declaration.type)}`;
  return `${declaration.name?.getText() ?? ''}(${parameterList(declaration)})${answer}`;
}

function parameterList({ parameters: list }: ts.SignatureDeclarationBase): string {
  return list.map(parameterText).join(', ');
}

/** A parameter with a default value is optional for the caller, whose concern its initializer is not. */
function parameterText({
  name,
  type,
  questionToken,
  initializer,
  dotDotDotToken,
}: ts.ParameterDeclaration): string {
  const optional = questionToken !== undefined || initializer !== undefined ? '?' : '';
  const of = type === undefined ? '' : `: ${sourceText(type)}`;
  return `${dotDotDotToken === undefined ? '' : '...'}${name.getText()}${optional}${of}`;
}

function parameters(declaration: ts.FunctionDeclaration): string[] {
  return ts
    .getJSDocTags(declaration)
    .filter((tag) => ts.isJSDocParameterTag(tag))
    .map(
      (tag) => `${code(tag.name.getText())}: ${prose(oneLine(ts.getTextOfJSDocComment(tag.comment) ?? ''))}`,
    );
}

function notes(declaration: ts.Node): string[] {
  const thrown = ts.getJSDocTags(declaration).filter(({ tagName }) => tagName.text === 'throws');
  const returned = tagText(declaration, 'returns');
  const fallback = tagText(declaration, 'default');
  return [
    ...(fallback === undefined ? [] : [`Default: ${prose(fallback)}.`]),
    ...(returned === undefined ? [] : [`Returns ${prose(returned)}.`]),
    ...thrown.map((tag) => `Throws ${prose(throwsText(tag))}.`),
  ];
}

/** TypeScript takes the first word of `@throws` for a type only in braces: it is all in the comment. */
function throwsText(tag: ts.JSDocTag): string {
  return oneLine(
    tag
      .getText()
      .replace(/^@throws/, '')
      .replace(/^\s*\*/gm, ''),
  );
}

function codeBlock(lines: readonly string[]): string {
  return ['```ts', ...lines, '```'].join('\n');
}
