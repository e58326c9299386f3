package dev.flysnap.saga;

/** What a look at the world says of a step that was intended and may have happened. */
public sealed interface Probe<E> {
    /** It has happened; this is its effect. */
    record Present<E>(E effect) implements Probe<E> {}

    /** It has not happened, and no longer can. */
    record Absent<E>() implements Probe<E> {}

    /**
     * Nobody can tell: the run stops, and an operator looks.
     *
     * @param next commands that settle it; empty where none is known
     */
    record Unclear<E>(String why, String next) implements Probe<E> {
        public Unclear(String why) {
            this(why, "");
        }
    }
}
