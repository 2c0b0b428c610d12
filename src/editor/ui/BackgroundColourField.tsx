import { useCanvas, useEarmark } from '../session/hooks.ts';

type BackgroundColourFieldProps = { readonly id?: string; readonly className?: string | undefined };

/** The colour behind the objects, on the canvas and in exports. */
export const BackgroundColourField = ({ id, className }: BackgroundColourFieldProps) => {
  const { canvas } = useEarmark();
  const backgroundColour = useCanvas((state) => state.backgroundColour);
  return (
    <input
      type="color"
      id={id}
      className={className}
      aria-label="Background colour"
      title="Background colour"
      value={backgroundColour}
      onChange={({ target }) => canvas.setState({ backgroundColour: target.value })}
    />
  );
};
