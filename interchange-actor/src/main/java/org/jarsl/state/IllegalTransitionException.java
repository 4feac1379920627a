package org.jarsl.state;

/** Something happened to a task, manager or block that its {@link StateTable} does not know: a defect of Jarsl. */
public final class IllegalTransitionException extends IllegalStateException {
    private static final long serialVersionUID = 1L;

    public IllegalTransitionException(String message) {
        super(message);
    }
}
