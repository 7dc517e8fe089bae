/** The text of a mail, paragraph by paragraph, in which the links to this server can be followed, and no others. */
export function MailText({ text, publicUrl }: { text: string; publicUrl: string }) {
  return (
    <>
      {text
        .trim()
        .split(/\r?\n(?:\r?\n)+/)
        .map((paragraph) => (
          <p>
            {paragraph.split(/\r?\n/).map((line, index) => (
              <>
                {index > 0 && <br />}
                <Line line={line} publicUrl={publicUrl} />
              </>
            ))}
          </p>
        ))}
    </>
  );
}

function Line({ line, publicUrl }: { line: string; publicUrl: string }) {
  // Spaces stay, so that the line reads as it was written.
  return <>{line.split(/(\s+)/).map((word) => linked(word, publicUrl))}</>;
}

function linked(word: string, publicUrl: string) {
  if (!word.startsWith(`${publicUrl}/`)) return word;
  // What ends a sentence does not belong to the address before it.
  const [end = ''] = /[.,;:!?)]*$/.exec(word) ?? [];
  const address = word.slice(0, word.length - end.length);
  return (
    <>
      <a href={address}>{address}</a>
      {end}
    </>
  );
}
