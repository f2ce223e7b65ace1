/** The person asked to stop. Thrown where what is kept is whole: between two steps of training, when weights and optimizer agree. */
export class Interrupted extends Error {
  override name = "Interrupted";
}
