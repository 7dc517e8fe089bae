import { Kind, type DocumentNode, type FragmentDefinitionNode, type SelectionSetNode } from 'graphql';
import { documentError } from './request-error';

/** How large one operation may be, with its fragments written out wherever they are used. */
const limits = {
  fields: 1000,
  aliases: 30,
  directives: 20,
  /** Fields that ask about the schema itself, each of which may have a large answer. */
  introspections: 5,
};
/** How deeply fields may nest. The types of arguments in introspection are wrapped many times over. */
const depthLimit = 10;
const introspectionDepthLimit = 20;

interface Measure extends Record<keyof typeof limits, number> {
  depth: number;
  introspectionDepth: number;
}

const nothing: Measure = {
  fields: 0,
  aliases: 0,
  directives: 0,
  introspections: 0,
  depth: 0,
  introspectionDepth: 0,
};

/**
 * Refuses a document that would be costly even to validate. It looks at every node once: a fragment is measured
 * when it is met first, so a few fragments that use each other many times cost no more than they are long.
 *
 * @throws RequestError that names the limit
 */
export function checkDocumentLimits(document: DocumentNode): void {
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const definition of document.definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition);
  }
  const measured = new Map<string, Measure>();

  const measureFragment = (name: string): Measure => {
    const known = measured.get(name);
    if (known) return known;
    // Stands for itself while it is measured: whether fragments go round in circles is for validation to say.
    measured.set(name, nothing);
    const fragment = fragments.get(name);
    const measure = fragment ? measureSelections(fragment.selectionSet) : nothing;
    measured.set(name, measure);
    return measure;
  };

  const measureSelections = ({ selections }: SelectionSetNode): Measure => {
    const sum = { ...nothing };
    for (const selection of selections) {
      sum.directives += selection.directives?.length ?? 0;
      if (selection.kind === Kind.FRAGMENT_SPREAD) add(sum, measureFragment(selection.name.value));
      else if (selection.kind === Kind.INLINE_FRAGMENT) add(sum, measureSelections(selection.selectionSet));
      else {
        const below = selection.selectionSet ? measureSelections(selection.selectionSet) : nothing;
        const introspects = selection.name.value === '__schema' || selection.name.value === '__type';
        const depth = below.depth + 1;
        add(sum, {
          ...below,
          fields: below.fields + 1,
          aliases: below.aliases + (selection.alias ? 1 : 0),
          introspections: below.introspections + (introspects ? 1 : 0),
          depth: introspects ? 0 : depth,
          introspectionDepth: introspects ? depth : below.introspectionDepth,
        });
      }
    }
    return sum;
  };

  for (const definition of document.definitions) {
    if (definition.kind !== Kind.OPERATION_DEFINITION) continue;
    const measure = measureSelections(definition.selectionSet);
    measure.directives += definition.directives?.length ?? 0;
    checkMeasure(measure);
  }
}

function add(sum: Measure, part: Measure): void {
  sum.fields += part.fields;
  sum.aliases += part.aliases;
  sum.directives += part.directives;
  sum.introspections += part.introspections;
  sum.depth = Math.max(sum.depth, part.depth);
  sum.introspectionDepth = Math.max(sum.introspectionDepth, part.introspectionDepth);
}

function checkMeasure(measure: Measure): void {
  for (const [name, limit] of Object.entries(limits)) {
    if (measure[name as keyof typeof limits] > limit) {
      throw tooComplex(`an operation may have at most ${limit} ${name}, those of its fragments included`);
    }
  }
  if (measure.depth > depthLimit || measure.introspectionDepth > introspectionDepthLimit) {
    throw tooComplex(`fields may nest at most ${depthLimit} deep`);
  }
}

function tooComplex(message: string) {
  return documentError('DOCUMENT_TOO_COMPLEX', message);
}
