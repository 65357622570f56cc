using System;
using System.IO;
using System.Reflection;
using System.Reflection.Emit;
using System.Runtime.Loader;

namespace AzurePieces;

/// <summary>
/// DurableTask.Core is not available everywhere. The extension's DurableActivityContext needs only the names of its two
/// converter classes to load. This creates empty classes with these names, so that the extension's own code can run.
/// </summary>
static class AbsentDurableCore
{
    public static Assembly Load(AssemblyLoadContext context, AssemblyName asked)
    {
        var assembly = new PersistedAssemblyBuilder(new AssemblyName("DurableTask.Core") { Version = asked.Version }, typeof(object).Assembly);
        var module = assembly.DefineDynamicModule("DurableTask.Core");
        var converter = module.DefineType("DurableTask.Core.Serializing.DataConverter", TypeAttributes.Public | TypeAttributes.Abstract);
        converter.DefineDefaultConstructor(MethodAttributes.Family);
        Method(converter, "Serialize", typeof(string), typeof(object));
        Method(converter, "Deserialize", typeof(object), typeof(string), typeof(Type));
        var generic = converter.DefineMethod("Deserialize", MethodAttributes.Public | MethodAttributes.Virtual);
        var parameter = generic.DefineGenericParameters("T")[0];
        generic.SetReturnType(parameter);
        generic.SetParameters(typeof(string));
        Throw(generic.GetILGenerator());
        converter.CreateType();
        var json = module.DefineType("DurableTask.Core.Serializing.JsonDataConverter", TypeAttributes.Public, converter);
        json.DefineDefaultConstructor(MethodAttributes.Public);
        json.CreateType();
        using var stream = new MemoryStream();
        assembly.Save(stream);
        stream.Position = 0;
        return context.LoadFromStream(stream);
    }

    static void Method(TypeBuilder type, string name, Type result, params Type[] parameters)
    {
        var method = type.DefineMethod(name, MethodAttributes.Public | MethodAttributes.Virtual, result, parameters);
        Throw(method.GetILGenerator());
    }

    static void Throw(ILGenerator code)
    {
        code.Emit(OpCodes.Ldnull);
        code.Emit(OpCodes.Throw);
    }
}
