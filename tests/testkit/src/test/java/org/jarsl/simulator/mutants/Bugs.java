package org.jarsl.simulator.mutants;

import java.lang.reflect.Field;
import net.bytebuddy.asm.Advice;

/** What is woven into methods; the code stands in the method then, so it names no class that is not public. */
@SuppressWarnings("UnusedVariable") // what is assigned to is what the method returns
final class Bugs {
    private Bugs() {}

    /** All is well. */
    static final class None {
        @Advice.OnMethodExit
        static void exit() {}
    }

    /** The method does nothing, and returns 0, false or null. */
    static final class Skip {
        @Advice.OnMethodEnter(skipOn = Advice.OnNonDefaultValue.class)
        static boolean enter() {
            return true;
        }
    }

    /** The method returns true, whatever it finds. */
    static final class True {
        @Advice.OnMethodExit
        static void exit(@Advice.Return(readOnly = false) boolean result) {
            result = true;
        }
    }

    /** The method returns false, whatever it finds. */
    static final class False {
        @Advice.OnMethodExit
        static void exit(@Advice.Return(readOnly = false) boolean result) {
            result = false;
        }
    }

    /** The method returns the opposite number. */
    static final class Opposite {
        @Advice.OnMethodExit
        static void exit(@Advice.Return(readOnly = false) int result) {
            result = -result;
        }
    }

    /** A slot of the manager's stays in use. */
    static final class SlotLeak {
        @Advice.OnMethodExit
        static void exit(@Advice.Argument(0) Object manager) throws ReflectiveOperationException {
            Field used = manager.getClass().getDeclaredField("used");
            used.setAccessible(true);
            used.setInt(manager, used.getInt(manager) + 1);
        }
    }

    /** More slots are free than there are. */
    static final class SlotGift {
        @Advice.OnMethodExit
        static void exit(@Advice.Argument(0) Object manager) throws ReflectiveOperationException {
            Field used = manager.getClass().getDeclaredField("used");
            used.setAccessible(true);
            used.setInt(manager, used.getInt(manager) - 1);
        }
    }

    /** One dependency is enough. */
    static final class EarlyRelease {
        @Advice.OnMethodEnter
        static void enter(@Advice.Argument(0) Object dependent) throws ReflectiveOperationException {
            Field waitingFor = dependent.getClass().getDeclaredField("waitingFor");
            waitingFor.setAccessible(true);
            waitingFor.setInt(dependent, 1);
        }
    }
}
