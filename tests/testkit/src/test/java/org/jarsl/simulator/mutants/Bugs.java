package org.jarsl.simulator.mutants;

import java.lang.reflect.Field;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import net.bytebuddy.asm.Advice;
import net.bytebuddy.implementation.bytecode.assign.Assigner;
import org.jarsl.interchange.InterchangeEvent;
import org.jarsl.protocol.InterchangeMessage;
import org.jarsl.protocol.ManagerInfo;
import org.jarsl.protocol.WorkerShape;

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

    /** The method returns 1. */
    static final class One {
        @Advice.OnMethodExit
        static void exit(@Advice.Return(readOnly = false) int result) {
            result = 1;
        }
    }

    /** The method finds no row. */
    static final class NoRow {
        @Advice.OnMethodExit
        static void exit(@Advice.Return(readOnly = false) long result) {
            result = -1;
        }
    }

    /** The method does nothing, and returns an empty list. */
    static final class Nothing {
        @Advice.OnMethodEnter(skipOn = Advice.OnNonDefaultValue.class)
        static boolean enter() {
            return true;
        }

        @Advice.OnMethodExit
        static void exit(@Advice.Return(readOnly = false) List<?> result) {
            result = List.of();
        }
    }

    /** The method returns what it was called on. */
    static final class Unchanged {
        @Advice.OnMethodExit
        static void exit(
                @Advice.This Object self,
                @Advice.Return(readOnly = false, typing = Assigner.Typing.DYNAMIC) Object result) {
            result = self;
        }
    }

    /** Results of managers that were given up are passed on. */
    static final class NoFence {
        @Advice.OnMethodEnter
        @SuppressWarnings("unchecked")
        static void enter(
                @Advice.FieldValue("sessions") Map<?, ?> sessions,
                @Advice.FieldValue("owner") Consumer<?> owner,
                @Advice.Argument(0) InterchangeMessage.Results message) {
            if (!sessions.containsKey(message.id())) {
                ManagerInfo manager =
                        new ManagerInfo(message.id(), "", 0, "", "", 0, 1, new WorkerShape(1, 0, 0), 1, 0, 0);
                ((Consumer<Object>) owner).accept(new InterchangeEvent.TasksDone(manager, message.results()));
            }
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
