package org.jarsl.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import org.jarsl.protocol.FunctionId;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FunctionTableTest {
    private final FunctionTable table = new FunctionTable(FunctionTableTest.class.getClassLoader());

    private static @Nullable Object[] args(@Nullable Object... arguments) {
        return arguments;
    }

    static int total(int... numbers) {
        return numbers.length;
    }

    @Test
    void callsAStaticMethodHoweverPrivate() throws Throwable {
        FunctionTable.Function total = table.find(TestPool.id(FunctionTableTest.class, "total"));
        assertThat(total.invoke(args((Object) new int[] {1, 2, 3}))).isEqualTo(3);
        assertThat(total.returnType()).isEqualTo(int.class);
        assertThat(table.find(TestPool.id(FunctionTableTest.class, "total"))).isSameAs(total);
    }

    @Test
    void voidMethodsReturnNull() throws Throwable {
        assertThat(table.find(TestPool.id(TestApps.class, "noOp")).invoke(args()))
                .isNull();
    }

    @Test
    void overloadsAreToldApartByDescriptor() throws Throwable {
        assertThat(table.find(new FunctionId("java.lang.String", "valueOf", "(I)Ljava/lang/String;"))
                        .invoke(args(65)))
                .isEqualTo("65");
        assertThat(table.find(new FunctionId("java.lang.String", "valueOf", "(C)Ljava/lang/String;"))
                        .invoke(args('A')))
                .isEqualTo("A");
    }

    @Test
    void instanceMethodsAndMissingMethodsAreNotFound() {
        assertThatThrownBy(() -> table.find(new FunctionId("java.lang.String", "length", "()I")))
                .isInstanceOf(FunctionNotFoundException.class)
                .hasMessageContaining("class java.lang.String has no static method length()I");
    }

    @Test
    void aClassThatDoesNotLinkIsNotFound(@TempDir Path classes) throws Exception {
        Files.createDirectories(classes.resolve("org/example"));
        Files.writeString(classes.resolve("org/example/Bad.class"), "not a class file");
        try (var loader = new java.net.URLClassLoader(
                new java.net.URL[] {classes.toUri().toURL()}, FunctionTableTest.class.getClassLoader())) {
            assertThatThrownBy(() -> new FunctionTable(loader).find(new FunctionId("org.example.Bad", "run", "()V")))
                    .isInstanceOf(FunctionNotFoundException.class)
                    .hasMessageContaining("org.example.Bad")
                    .hasMessageContaining("class path of the managers must contain it");
        }
    }

    @Test
    void aMissingClassInTheSignatureIsNamed() {
        FunctionId id = new FunctionId(TestApps.class.getName(), "twice", "(Lorg/example/Gone;)I");
        assertThatThrownBy(() -> table.find(id))
                .isInstanceOf(FunctionNotFoundException.class)
                .hasMessageContaining("org.example.Gone");
    }
}
